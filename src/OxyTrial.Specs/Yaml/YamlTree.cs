using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace OxyTrial.Specs.Yaml;

/// <summary>
/// YAML to nodes. The format is a small part of YAML on purpose: one document, no anchors, aliases or tags (so nothing can grow
/// beyond its own text), text keys, and a bounded depth.
/// </summary>
internal sealed class YamlTree
{
    private const int MaximumDepth = 12;

    private readonly Parser parser;
    private readonly Findings findings;
    private bool abandoned;

    private YamlTree(string text, Findings findings) => (parser, this.findings) = (new Parser(new StringReader(text)), findings);

    /// <summary>The top-level section, or null when the text is not of the format's YAML; the findings then say why.</summary>
    public static SectionNode? Parse(string text, Findings findings)
    {
        try
        {
            var root = new YamlTree(text, findings).Document();
            return findings.HasErrors ? null : Section(root, findings);
        }
        catch (YamlException e)
        {
            var (line, column) = (Math.Max(1, (int)e.Start.Line), Math.Max(1, (int)e.Start.Column));
            findings.Error(line, column, "", $"broken YAML: {e.Message.TrimEnd('.')}");
            return null;
        }
    }

    private static SectionNode? Section(SpecNode? root, Findings findings)
    {
        if (root is SectionNode section)
        {
            return section;
        }

        findings.Error(root?.Line ?? 1, root?.Column ?? 1, "", root is null or ScalarNode { IsEmpty: true }
            ? "the file is empty; a spec starts with 'format: 1'"
            : $"a spec is a section of keys and values starting with 'format: 1', not {root.Kind}");
        return null;
    }

    private SpecNode? Document()
    {
        SpecNode? root = null;
        while (!abandoned && Move())
        {
            if (parser.Current is DocumentStart { IsImplicit: false } again && root is not null)
            {
                findings.Error((int)again.Start.Line, (int)again.Start.Column, "", "a second YAML document starts here; a spec is one document");
                return null;
            }

            if (parser.Current is NodeEvent or AnchorAlias)
            {
                root = Node(0);
            }
        }

        return root;
    }

    private SpecNode Node(int depth)
    {
        var at = parser.Current!;
        var (line, column) = ((int)at.Start.Line, (int)at.Start.Column);
        Refuse(at, line, column);
        if (depth > MaximumDepth)
        {
            findings.Error(line, column, "", $"nested more than {MaximumDepth} levels deep; nothing in a spec is");
            abandoned = true;
        }

        return at switch
        {
            Scalar scalar => new ScalarNode(line, column, scalar.Value.TrimEnd(), scalar.Style == ScalarStyle.Plain),
            SequenceStart => new ListNode(line, column, Items(depth)),
            MappingStart => new SectionNode(line, column, Entries(depth)),
            _ => new ScalarNode(line, column, "", Plain: true),
        };
    }

    private void Refuse(ParsingEvent at, int line, int column)
    {
        if (at is AnchorAlias || at is NodeEvent { Anchor.IsEmpty: false })
        {
            findings.Error(line, column, "", "anchors (&) and aliases (*) are not part of the format; write the value out, or put it in quotes if it is text");
        }
        else if (at is NodeEvent { Tag.IsEmpty: false })
        {
            findings.Error(line, column, "", "tags (!) are not part of the format; write the plain value, or put it in quotes if it is text");
        }
    }

    private ImmutableArray<SpecNode> Items(int depth)
    {
        var items = ImmutableArray.CreateBuilder<SpecNode>();
        while (Advance<SequenceEnd>())
        {
            items.Add(Node(depth + 1));
        }

        return items.ToImmutable();
    }

    private ImmutableArray<SpecEntry> Entries(int depth)
    {
        var entries = ImmutableArray.CreateBuilder<SpecEntry>();
        while (Advance<MappingEnd>())
        {
            var key = Node(depth + 1);
            if (!Advance<MappingEnd>())
            {
                break;
            }

            if (key is ScalarNode scalar)
            {
                entries.Add(new SpecEntry(scalar, Node(depth + 1)));
            }
            else
            {
                findings.Error(key.Line, key.Column, "", "a key must be a word, not " + key.Kind);
                Node(depth + 1);
            }
        }

        return entries.ToImmutable();
    }

    private bool Advance<TEnd>()
        where TEnd : ParsingEvent => !abandoned && Move() && parser.Current is not TEnd;

    // Some broken input meets the scanner's own assertions, which are no YamlException; to a reader of the file both are the same.
    private bool Move()
    {
        var reached = parser.Current?.End ?? Mark.Empty;
        try
        {
            return parser.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException or FormatException)
        {
            throw new YamlException(reached, reached, "after this place a bracket, brace or quote is not closed, or a character is not allowed", e);
        }
    }
}
