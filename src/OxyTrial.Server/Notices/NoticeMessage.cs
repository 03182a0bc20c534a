using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MimeKit;
using OxyTrial.Server.Alerts;
using OxyTrial.Views;
using OxyTrial.Web.Documents;
using OxyTrial.Web.Layout;

namespace OxyTrial.Server.Notices;

/// <summary>What a notice says: a subject, and paragraphs of lines.</summary>
/// <param name="Subject">Subject without the study.</param>
/// <param name="Parts">Headings with their lines; those without lines are left out.</param>
internal sealed record NoticeText(string Subject, ImmutableArray<(string Heading, ImmutableArray<string> Lines)> Parts);

/// <summary>A notice as an e-mail. Its Message-ID is that of the study, the notice and the day: whoever gets it twice sees it once.</summary>
internal static class NoticeMessage
{
    public static MimeMessage Of(StudyView view, string notice, DateTimeOffset utc, NoticeText text, AlertOptions options)
    {
        var message = new MimeMessage
        {
            MessageId = string.Create(CultureInfo.InvariantCulture, $"{view.Id}.{notice}.{utc.UtcDateTime:yyyyMMdd}@oxytrial"),
            Date = utc,
            Subject = $"{view.Id}: {text.Subject}",
            Body = new TextPart("plain") { Text = Body(view, utc, text), ContentTransferEncoding = ContentEncoding.QuotedPrintable },
        };
        message.From.Add(MailboxAddress.Parse(options.From));
        message.To.Add(new GroupAddress("undisclosed-recipients"));
        return message;
    }

    private static string Body(StudyView view, DateTimeOffset utc, NoticeText text)
    {
        var body = new StringBuilder().Append(CultureInfo.InvariantCulture, $"Study {StampOf.NameOf(view.Spec)}, {Words.Utc(utc)}\r\n");
        foreach (var (heading, lines) in text.Parts.Where(part => !part.Lines.IsEmpty))
        {
            body.Append(CultureInfo.InvariantCulture, $"\r\n{heading}\r\n\r\n").AppendJoin(null, lines.Select(line => $"  {line}\r\n"));
        }

        return body.Append(CultureInfo.InvariantCulture, $"\r\nJournal: position {view.Head.Position}, chain {view.Head.Fingerprint}. The treatment is not in this message.\r\n").ToString();
    }
}
