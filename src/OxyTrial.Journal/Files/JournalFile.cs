using System.Runtime.CompilerServices;

namespace OxyTrial.Journal;

/// <summary>
/// A study's journal as a text file: a header line, a JSON object per event, a trailer line with the number of events and
/// the last hash. Each line has one spelling and the trailer ends the file, so any byte changed, added or cut off is found.
/// The exact form is in docs/journal-format.md. <see cref="JournalArchive"/> has the commands too.
/// </summary>
public static class JournalFile
{
    private const int Page = 512;

    /// <summary>
    /// Writes the study up to the head it has now, and answers that head. A study without events gives a file without
    /// events. What is stored is written as it is: <see cref="CheckAsync"/> judges it.
    /// </summary>
    public static async Task<JournalHead> WriteAsync(
        IJournalReader journal, string study, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(output);
        var head = await journal.HeadAsync(study, cancellationToken).ConfigureAwait(false);
        await output.WriteAsync(JournalLine.Header(study), cancellationToken).ConfigureAwait(false);
        await foreach (var entry in EntriesAsync(journal, head, cancellationToken).ConfigureAwait(false))
        {
            await output.WriteAsync(JournalLine.Entry(entry), cancellationToken).ConfigureAwait(false);
        }

        await output.WriteAsync(JournalLine.Trailer(head), cancellationToken).ConfigureAwait(false);
        return head;
    }

    /// <summary>Every event up to a head, a page at a time.</summary>
    /// <exception cref="JournalDamagedException">One is missing.</exception>
    internal static async IAsyncEnumerable<JournalEntry> EntriesAsync(
        IJournalReader journal, JournalHead head, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var position = 0L; position < head.Position;)
        {
            var take = (int)Math.Min(Page, head.Position - position);
            var page = await journal.ReadAllAsync(head.Study, position, take, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0)
            {
                throw new JournalDamagedException(new JournalDifference(head.Study, position + 1, "position", "is missing"));
            }

            foreach (var entry in page)
            {
                yield return entry;
                position = entry.Position;
            }
        }
    }

    /// <summary>Reads a file to its end and recomputes its chain. Bad input is an answer, not an exception.</summary>
    public static async Task<JournalFileCheck> CheckAsync(Stream input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        var lines = new LineReader(input);
        if (JournalLine.ReadHeader(await lines.NextAsync(cancellationToken).ConfigureAwait(false)) is not { } study)
        {
            return Differs(1, null, "header", "is not the header line of an OxyTrial journal of version 1");
        }

        var chain = new ChainWalker(study);
        var entries = new List<JournalEntry>();
        for (var number = 2L; ; number++)
        {
            var line = await lines.NextAsync(cancellationToken).ConfigureAwait(false);
            if (JournalLine.IsTrailer(line.Span))
            {
                return await EndAsync(lines, line, chain.Head, number, cancellationToken).ConfigureAwait(false) ?? new JournalFileCheck.Intact(chain.Head, entries);
            }

            if (line.IsEmpty)
            {
                return Differs(number, study, "trailer", "the file ends without its trailer line");
            }

            if (JournalLine.ReadEntry(line) is not { } entry)
            {
                return Differs(number, study, "line", "is not an event in the form this format has");
            }

            if (chain.Accept(entry) is { } difference)
            {
                return new JournalFileCheck.Differs(number, difference);
            }

            entries.Add(entry);
        }
    }

    /// <summary>What is wrong with the trailer and what follows it, or null.</summary>
    internal static async Task<JournalFileCheck?> EndAsync(
        LineReader lines, ReadOnlyMemory<byte> trailer, JournalHead head, long number, CancellationToken cancellationToken)
    {
        if (!JournalLine.Trailer(head).AsSpan().SequenceEqual(trailer.Span))
        {
            return Differs(number, head.Study, "trailer", "does not name the events and the last hash of this file");
        }

        var rest = await lines.NextAsync(cancellationToken).ConfigureAwait(false);
        return rest.IsEmpty ? null : Differs(number + 1, head.Study, "end", "the file goes on after its trailer line");
    }

    internal static JournalFileCheck.Differs Differs(long line, string? study, string field, string message) =>
        new(line, new JournalDifference(study, null, field, message));
}
