using System.Collections.Immutable;

namespace OxyTrial.Specs.Yaml;

/// <summary>A node of the file with its place. The path is filled in by Fields.Locate, which also takes citations off.</summary>
internal abstract record SpecNode(int Line, int Column)
{
    public string Path { get; init; } = "";

    /// <summary>Citation, when the file says <c>{ value: …, source: … }</c>.</summary>
    public string? Source { get; init; }

    /// <summary>How an error names what was found, e.g. "a list".</summary>
    public abstract string Kind { get; }
}

/// <summary>A word, number or text. Plain = without quotes; only a plain <c>unknown</c> means unknown.</summary>
internal sealed record ScalarNode(int Line, int Column, string Text, bool Plain) : SpecNode(Line, Column)
{
    public const string Unknown = "unknown";

    public bool IsUnknown => Plain && Text == Unknown;

    public bool IsEmpty => Plain && Text is "" or "~" or "null";

    public override string Kind => IsEmpty ? "nothing" : $"'{Shortened}'";

    private string Shortened => Text.Length <= 40 ? Text : string.Concat(Text.AsSpan(0, 39), "…");
}

/// <summary>A list.</summary>
internal sealed record ListNode(int Line, int Column, ImmutableArray<SpecNode> Items) : SpecNode(Line, Column)
{
    public override string Kind => "a list";
}

/// <summary>Keys with values, in the order of the file. After Fields.Locate every key occurs once.</summary>
internal sealed record SectionNode(int Line, int Column, ImmutableArray<SpecEntry> Entries) : SpecNode(Line, Column)
{
    public override string Kind => "a section of keys and values";
}

/// <summary>A key and its value.</summary>
internal sealed record SpecEntry(ScalarNode Key, SpecNode Value);
