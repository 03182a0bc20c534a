using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace OxyTrial.Reports.Drawing;

/// <summary>
/// Widths and line breaks of text without a font engine: advance widths of a common sans-serif face, rounded up, so that text set
/// here fits whichever metric-compatible face the reader's machine has.
/// </summary>
internal static class SvgText
{
    private const string Narrow = "iljtfrI.,;:'!|()[]/ -";
    private const string Wide = "mwMWGOQ%@—";

    /// <summary>The width of a text in pixels at a font size in pixels; never less than it takes.</summary>
    public static double Width(string text, double fontSize) =>
        text.EnumerateRunes().Sum(WidthInEm) * fontSize;

    /// <summary>Breaks a text at spaces, and inside a word only where the word alone is wider than the line.</summary>
    public static IReadOnlyList<string> Wrap(string text, double fontSize, double width)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(w => Pieces(w, fontSize, width)))
        {
            if (line.Length > 0 && Width($"{line} {word}", fontSize) > width)
            {
                lines.Add(line.ToString());
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        lines.Add(line.ToString());
        return lines;
    }

    /// <summary>A coordinate with at most two decimals and a point, whatever the machine's culture.</summary>
    public static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Text made safe inside an element or a quoted attribute.</summary>
    public static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private static IEnumerable<string> Pieces(string word, double fontSize, double width)
    {
        var piece = new StringBuilder();
        foreach (var rune in word.EnumerateRunes())
        {
            if (piece.Length > 0 && Width($"{piece}{rune}", fontSize) > width)
            {
                yield return piece.ToString();
                piece.Clear();
            }

            piece.Append(rune.ToString());
        }

        yield return piece.ToString();
    }

    private static double WidthInEm(Rune rune) => rune.Value switch
    {
        > 0x2E7F => 1.0,
        _ when Narrow.Contains(rune.ToString(), StringComparison.Ordinal) => 0.34,
        _ when Wide.Contains(rune.ToString(), StringComparison.Ordinal) => 0.95,
        _ when Rune.IsUpper(rune) => 0.73,
        _ => 0.57,
    };
}
