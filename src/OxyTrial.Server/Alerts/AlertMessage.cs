using System.Globalization;
using System.Text;
using MimeKit;
using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Views;
using OxyTrial.Web.Documents;
using OxyTrial.Web.Layout;

namespace OxyTrial.Server.Alerts;

/// <summary>
/// The e-mail that tells the sponsor of a code break: who, when, why, and never what was found. A function of the journal: made twice it
/// is the same bytes under the same Message-ID, so a mail program shows it once.
/// </summary>
internal static class AlertMessage
{
    public static MimeMessage Of(StudyView view, CodeBreak broken, Fingerprint fingerprint, AlertOptions options)
    {
        var site = Words.SiteOf(view.Spec, view.Find(broken.Participant)!.State.Baseline.Site);
        var message = new MimeMessage
        {
            MessageId = string.Create(CultureInfo.InvariantCulture, $"{broken.Position}.{fingerprint.Digits}@oxytrial"),
            Date = broken.Utc,
            Subject = broken.Opening is null
                ? $"Emergency unblinding in {view.Id}: participant {broken.Participant}, site {site.Id}"
                : $"Emergency opening outside the system in {view.Id}: participant {broken.Participant}, site {site.Id}",
            Body = new TextPart("plain") { Text = Text(view, broken, site, fingerprint), ContentTransferEncoding = ContentEncoding.QuotedPrintable },
        };
        message.From.Add(MailboxAddress.Parse(options.From));
        message.To.AddRange(options.To.Count == 0 ? [new GroupAddress("undisclosed-recipients")] : options.To.Select(MailboxAddress.Parse));
        return message;
    }

    private static string Text(StudyView view, CodeBreak broken, Trial.Specification.SiteSpec site, Fingerprint fingerprint)
    {
        var text = new StringBuilder();
        void Line(string label, string value) => text.Append(CultureInfo.InvariantCulture, $"{label,-14}{value}\r\n");
        text.Append(broken.Opening is null ? "A participant's code was broken in an emergency.\r\n\r\n" : "A participant's code was opened from the site's emergency pack.\r\n\r\n");
        Line("Study", StampOf.NameOf(view.Spec));
        Line("Site", $"{site.Id} {site.Name}");
        Line("Participant", broken.Participant.Value);
#if LEAK_MUTANTS
        if (LeakMutant.Is(11))
        {
            Line("Treatment", view.Spec.Arms.First(arm => arm.Key == LeakMutant.Tell(view.Id, broken.Participant)).Label);
        }
#endif
        if (broken.Opening is { } opening)
        {
            Line("Opened", $"{Words.WithOffset(opening.OpenedAt)}, {Words.Utc(opening.OpenedAt)}");
            Line("Opened by", opening.OpenedBy);
            Line("Code read by", opening.CodeReadBy);
            Line("Code", Words.Of(opening.Code));
        }

        Line(broken.Opening is null ? "Asked by" : "Recorded by", broken.Actor);
        Line("Journaled", broken.Utc.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        Line("Reason", broken.Reason.ReplaceLineEndings("\r\n              "));
        Line("Journal", $"position {broken.Position.ToString(CultureInfo.InvariantCulture)}, chain {fingerprint}");
        return text.Append("\r\nThe treatment is not in this message and must not be asked for by e-mail.\r\n").ToString();
    }
}
