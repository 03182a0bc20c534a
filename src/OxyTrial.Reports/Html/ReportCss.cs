using System.Globalization;
using System.Text;
using OxyTrial.Reports.Document;

namespace OxyTrial.Reports.Html;

/// <summary>The style of every report.</summary>
internal static class ReportCss
{
    /// <summary>The style sheet on screen and on paper.</summary>
    public static string Common { get; } = Read();

    /// <summary>The stamp and "page x of y" in the margins of a report printed from a browser.</summary>
    public static string PageMargins(ReportStamp stamp) => $$"""
        @page {
          margin: 16mm 14mm 20mm;
          @top-left { font: bold 7pt sans-serif; content: {{Quote(stamp.Circulation ?? "")}}; }
          @bottom-left { font: 7pt sans-serif; white-space: pre; content: {{Quote($"{stamp.Study} · {stamp.ReportText}\n{stamp.PrintedAtText} by {stamp.PrintedBy}\n{stamp.Basis.Text}")}}; }
          @bottom-right { font: 7pt sans-serif; content: "Page " counter(page) " of " counter(pages); }
        }

        """;

    // Every character but letters and digits as a CSS escape: no text can end the string, the sheet or its element. Spaces too, because
    // a space after an escape belongs to it and is swallowed.
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = Rune.IsLetterOrDigit(rune)
                ? quoted.Append(rune.ToString())
                : quoted.Append(CultureInfo.InvariantCulture, $"\\{rune.Value:x6}");
        }

        return quoted.Append('"').ToString();
    }

    private static string Read()
    {
        using var stream = typeof(ReportCss).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
