using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace OxyTrial.Reports.Pdf;

/// <summary>
/// Replaces what Chromium's PDF writer takes from the clock and from its process: creation and modification dates, the numbers of
/// tagged elements (taken from the page process, which a browser is free to reuse) and the file's id. Every replacement has
/// the length of what it replaces, so that the cross-reference table stays right; the insides of streams are not touched.
/// </summary>
internal static partial class PdfNormalizer
{
    /// <summary>Normalizes a file.</summary>
    /// <param name="pdf">The file as Chromium wrote it.</param>
    /// <param name="printedAt">The time to state as creation and modification, in UTC.</param>
    /// <exception cref="InvalidDataException">
    /// The file does not state both dates once: this is another writer than the one this code knows, and its output may differ elsewhere.
    /// </exception>
    public static byte[] Normalize(byte[] pdf, DateTimeOffset printedAt)
    {
        // Latin-1 maps bytes to characters one to one and back.
        var text = Encoding.Latin1.GetString(pdf);
        var parts = Parts(text).ToList();
        var numbers = ElementNumbers(parts);
        var dates = 0;
        var date = printedAt.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var normalized = new StringBuilder(text.Length);
        foreach (var (part, isStream) in parts)
        {
            normalized.Append(isStream ? part : WithSortedNames(ElementName().Replace(
                Date().Replace(part, match => { dates++; return $"{match.Groups[1].Value}{date}+00'00')"; }),
                match => numbers[match.Value])));
        }

        if (dates != 2 || normalized.Length != text.Length)
        {
            throw new InvalidDataException($"The printed file states {dates} dates in {text.Length} bytes; 2 dates were expected.");
        }

        return Encoding.Latin1.GetBytes(WithOwnId(normalized.ToString()));
    }

    // Numbers count by first appearance, which is the document's own order: the writer numbers an element whenever something
    // first asks for it, so the order of its numbers differs from one printing to the next.
    private static Dictionary<string, string> ElementNumbers(IEnumerable<(string Text, bool IsStream)> parts) => parts
        .Where(part => !part.IsStream)
        .SelectMany(part => ElementName().Matches(part.Text).Select(match => match.Value))
        .Distinct()
        .Index()
        .ToDictionary(name => name.Item, name => $"(node{(name.Index + 1).ToString("D8", CultureInfo.InvariantCulture)})");

    // The name tree finds elements by id and has to be sorted (ISO 32000-1, 7.9.6). This writer's tree is one leaf.
    private static string WithSortedNames(string part) => NameLeaf().Replace(part, leaf =>
    {
        var entries = leaf.Groups["entry"].Captures.Select(capture => capture.Value).Order(StringComparer.Ordinal).ToArray();
        return $"/Limits [{Name(entries[0])} {Name(entries[^1])}]{leaf.Groups["between"].Value}[{string.Join(' ', entries)}]";

        static string Name(string entry) => entry[..(entry.IndexOf(')', StringComparison.Ordinal) + 1)];
    });

    private static IEnumerable<(string Text, bool IsStream)> Parts(string text)
    {
        const string Start = ">> stream\n";
        const string End = "endstream";
        var from = 0;
        while (text.IndexOf(Start, from, StringComparison.Ordinal) is var start and >= 0)
        {
            var inside = start + Start.Length;
            var end = text.IndexOf(End, inside, StringComparison.Ordinal);
            yield return (text[from..inside], false);
            yield return (text[inside..end], true);
            from = end;
        }

        yield return (text[from..], false);
    }

    // The id becomes the content's hash: files with the same content, and only they, have the same id.
    private static string WithOwnId(string text)
    {
        var match = FileId().Match(text);
        if (!match.Success)
        {
            return text;
        }

        var zeroed = FileId().Replace(text, Write(match, new string('0', 32)), 1);
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.Latin1.GetBytes(zeroed)).AsSpan(0, 16));
        return FileId().Replace(zeroed, Write(match, hash), 1);

        static string Write(Match id, string hex) => $"{id.Groups[1].Value}{hex}{id.Groups[2].Value}{hex}{id.Groups[3].Value}";
    }

    [GeneratedRegex(@"(/(?:CreationDate|ModDate) \(D:)\d{14}\+00'00'\)", RegexOptions.CultureInvariant)]
    private static partial Regex Date();

    // A heading may itself read "node00000001"; its place is a title or a text, never an id.
    [GeneratedRegex(@"(?<!/(?:Title|Alt|ActualText|E) )\(node\d{8}\)", RegexOptions.CultureInvariant)]
    private static partial Regex ElementName();

    [GeneratedRegex(@"/Limits \[\(node\d{8}\) \(node\d{8}\)\](?<between>\s/Names )\[(?:(?<entry>\(node\d{8}\) \d+ \d+ R)\s?)+\]", RegexOptions.CultureInvariant)]
    private static partial Regex NameLeaf();

    [GeneratedRegex(@"(/ID ?\[ ?<)[0-9A-Fa-f]{32}(> ?<)[0-9A-Fa-f]{32}(> ?\])", RegexOptions.CultureInvariant)]
    private static partial Regex FileId();
}
