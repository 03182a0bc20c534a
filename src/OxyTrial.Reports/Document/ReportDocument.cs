namespace OxyTrial.Reports.Document;

/// <summary>
/// A report before it is a page: what it says, in order, without saying how it looks. Every renderer walks the same document,
/// so that screen and paper cannot disagree.
/// </summary>
public sealed record ReportDocument
{
    /// <summary>Builds a document.</summary>
    /// <param name="title">The title, which is the document's only heading of level 1.</param>
    /// <param name="stamp">What every page carries.</param>
    /// <param name="blocks">The content in reading order.</param>
    /// <param name="language">The language of the text as a BCP 47 tag, for example <c>en</c>.</param>
    /// <exception cref="ArgumentException">
    /// The title or language is blank, or a heading skips a level: a screen reader's outline would then have a hole.
    /// </exception>
    public ReportDocument(string title, ReportStamp stamp, IEnumerable<ReportBlock> blocks, string language = "en")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        ArgumentException.ThrowIfNullOrWhiteSpace(language);
        ArgumentNullException.ThrowIfNull(stamp);
        ArgumentNullException.ThrowIfNull(blocks);
        Title = title;
        Stamp = stamp;
        Language = language;
        Blocks = [.. blocks];
        RequireUnbrokenOutline(Blocks, 1);
    }

    /// <summary>The title.</summary>
    public string Title { get; }

    /// <summary>What every page carries.</summary>
    public ReportStamp Stamp { get; }

    /// <summary>The content in reading order.</summary>
    public IReadOnlyList<ReportBlock> Blocks { get; }

    /// <summary>The language of the text as a BCP 47 tag.</summary>
    public string Language { get; }

    private static int RequireUnbrokenOutline(IEnumerable<ReportBlock> blocks, int level)
    {
        foreach (var block in blocks)
        {
            if (block is ReportBlock.Together together)
            {
                level = RequireUnbrokenOutline(together.Blocks, level);
            }
            else if (block is ReportBlock.Heading heading)
            {
                if (heading.Level > level + 1)
                {
                    throw new ArgumentException(
                        $"Heading \"{heading.Text}\" has level {heading.Level} below a heading of level {level}.", nameof(blocks));
                }

                level = heading.Level;
            }
        }

        return level;
    }
}
