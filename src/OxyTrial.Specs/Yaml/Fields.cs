using System.Collections.Immutable;
using System.Globalization;

namespace OxyTrial.Specs.Yaml;

/// <summary>Paths, citations and typed access to fields. Access to a field that is absent, unknown or of another kind gives null.</summary>
internal static class Fields
{
    public const string ValueKey = "value";
    public const string SourceKey = "source";

    /// <summary>Gives every node its path, takes <c>{ value, source }</c> apart, and reports keys given twice (the first counts).</summary>
    public static SectionNode Locate(SectionNode root, Findings findings) => LocateSection(root, "", findings);

    public static SpecNode? Find(this SpecNode? node, string key) =>
        (node as SectionNode)?.Entries.FirstOrDefault(entry => entry.Key.Text == key)?.Value;

    public static ImmutableArray<SpecNode> Items(this SpecNode? node, string key) =>
        node.Find(key) is ListNode list ? list.Items : [];

    public static string? Text(this SpecNode? node, string key) => node.Find(key).Text();

    public static string? Text(this SpecNode? node) =>
        node is ScalarNode { IsUnknown: false, IsEmpty: false } scalar ? scalar.Text : null;

    public static int? Integer(this SpecNode? node, string key) => node.Find(key).Integer();

    public static int? Integer(this SpecNode? node) =>
        int.TryParse(node.Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    public static decimal? Decimal(this SpecNode? node, string key) => node.Find(key).Decimal();

    public static decimal? Decimal(this SpecNode? node) =>
        decimal.TryParse(node.Text(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>Every node below and including this one, parents first, in the order of the file.</summary>
    public static IEnumerable<SpecNode> Walk(this SpecNode node)
    {
        var children = node switch
        {
            SectionNode section => section.Entries.Select(entry => entry.Value),
            ListNode list => list.Items,
            _ => [],
        };
        return children.SelectMany(Walk).Prepend(node);
    }

    private static SpecNode Locate(SpecNode node, string path, Findings findings) => node switch
    {
        SectionNode section when section.Find(ValueKey) is not null => Cited(section, path, findings),
        SectionNode section => LocateSection(section, path, findings),
        ListNode list => list with { Path = path, Items = [.. list.Items.Select((item, i) => Locate(item, $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]", findings))] },
        _ => node with { Path = path },
    };

    private static SectionNode LocateSection(SectionNode section, string path, Findings findings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var entries = ImmutableArray.CreateBuilder<SpecEntry>();
        foreach (var (key, value) in section.Entries)
        {
            var below = path.Length == 0 ? key.Text : $"{path}.{key.Text}";
            if (seen.Add(key.Text))
            {
                entries.Add(new SpecEntry(key with { Path = below }, Locate(value, below, findings)));
            }
            else
            {
                findings.Error(key.Line, key.Column, below, $"key '{key.Text}' is given twice in this section; keep one");
            }
        }

        return section with { Path = path, Entries = entries.ToImmutable() };
    }

    private static SpecNode Cited(SectionNode section, string path, Findings findings)
    {
        foreach (var key in section.Entries.Select(entry => entry.Key).Where((key, i) => !IsFirstOf(section, i, ValueKey) && !IsFirstOf(section, i, SourceKey)))
        {
            findings.Error(key.Line, key.Column, path, key.Text is ValueKey or SourceKey
                ? $"key '{key.Text}' is given twice in this section; keep one"
                : $"a cited field has the keys 'value' and 'source' only, not '{key.Text}'");
        }

        var source = section.Find(SourceKey);
        if (source.Text() is not { Length: > 0 and <= 2000 })
        {
            var at = source ?? section;
            findings.Error(at.Line, at.Column, path, "a cited field needs a citation: write { value: …, source: \"citation\" }, or the plain value alone");
        }

        return Locate(section.Find(ValueKey)!, path, findings) with { Source = source.Text() };
    }

    private static bool IsFirstOf(SectionNode section, int index, string key) =>
        section.Entries[index].Key.Text == key && section.Entries.Take(index).All(earlier => earlier.Key.Text != key);
}
