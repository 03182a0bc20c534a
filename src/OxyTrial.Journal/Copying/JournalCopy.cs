using System.Runtime.CompilerServices;

namespace OxyTrial.Journal;

#pragma warning disable CA1032 // This exception always says why; the parameterless forms would lose it.
/// <summary>A study was not copied, or not to its end; what the target has of it is a sound beginning of the source, or what it had before.</summary>
public sealed class JournalCopyException(string message) : Exception(message);
#pragma warning restore CA1032

/// <summary>
/// Brings a study into another journal with its chain intact: the same commands are appended there in the same order, and since position,
/// version and hash follow from them, every byte is the same. Each is computed and compared before it is appended.
/// </summary>
public static class JournalCopy
{
    private const int ProgressInterval = 500;

    /// <summary>Copies a study from a reader, which should show one moment. A half-done copy is continued.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="study">The study.</param>
    /// <param name="target">Where to; nobody else may append to the study meanwhile.</param>
    /// <param name="progress">Told the position reached, now and then.</param>
    /// <param name="cancellationToken">Stops after a whole command.</param>
    /// <exception cref="JournalCopyException">The source has no such study, or the target has other events of it.</exception>
    /// <exception cref="JournalDamagedException">The source breaks a rule of the format; nothing of the command concerned was appended.</exception>
    public static async Task<JournalHead> RunAsync(
        IJournalReader source, string study, IJournal target, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        var head = await source.HeadAsync(study, cancellationToken).ConfigureAwait(false);
        return await RunAsync(CommandsAsync(source, head, cancellationToken), head, target, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Copies a study from an archive, all of which is computed and compared before anything is appended.</summary>
    /// <inheritdoc cref="RunAsync(IJournalReader, string, IJournal, IProgress{long}?, CancellationToken)" />
    public static async Task<JournalHead> RunAsync(
        JournalFileCheck.Intact archive, IJournal target, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(target);
        if (archive.Commands.Count == 0 && archive.Entries.Count > 0)
        {
            throw new JournalCopyException("The file holds events only; a journal needs the commands too.");
        }

        var rehearsal = new Replay(archive.Head.Study);
        foreach (var (command, entries) in Commands(archive))
        {
            rehearsal.Next(command, entries);
        }

        return await RunAsync(Commands(archive).ToAsyncEnumerable(), archive.Head, target, progress, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<JournalHead> RunAsync(
        IAsyncEnumerable<(StoredCommand Command, IReadOnlyList<JournalEntry> Entries)> commands, JournalHead head, IJournal target, IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        var there = await target.HeadAsync(head.Study, cancellationToken).ConfigureAwait(false);
        Require(head.Position > 0, $"The source has no study '{head.Study}'.");
        Require(there.Position <= head.Position, $"The target has {there.Position} events of study '{head.Study}', the source {head.Position}; nothing was copied.");
        var replay = new Replay(head.Study);
        var told = 0L;
        await foreach (var (command, entries) in commands.ConfigureAwait(false))
        {
            var request = replay.Next(command, entries);
            if (entries[^1].Position <= there.Position)
            {
                Require(
                    entries[^1].Position < there.Position || there.Hash.AsSpan().SequenceEqual(entries[^1].Hash),
                    $"The target has other events of study '{head.Study}' than the source; nothing was copied.");
            }
            else
            {
                Require(entries[0].Position > there.Position, $"The target ends within a command of study '{head.Study}'; nothing was copied.");
                await AppendAsync(target, request, entries[^1], cancellationToken).ConfigureAwait(false);
            }

            if (entries[^1].Position - told >= ProgressInterval)
            {
                progress?.Report(told = entries[^1].Position);
            }
        }

        var copied = await target.HeadAsync(head.Study, cancellationToken).ConfigureAwait(false);
        Require(copied.Position == head.Position && copied.Hash.AsSpan().SequenceEqual(head.Hash), $"The target ends at {copied.Fingerprint}, the source at {head.Fingerprint}.");
        return copied;
    }

    private static async Task AppendAsync(IJournal target, AppendRequest request, JournalEntry last, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                switch (await target.AppendAsync(request, CancellationToken.None).ConfigureAwait(false))
                {
                    case AppendOutcome.Written written:
                        Require(written.Entries[^1].Hash.AsSpan().SequenceEqual(last.Hash), $"The target gave position {last.Position} another hash.");
                        return;
                    case AppendOutcome.AlreadyDone done when done.Command.FirstPosition + done.Command.EventCount - 1 == last.Position:
                        return;
                    default:
                        throw new JournalCopyException($"Somebody else appended to study '{last.Study}' at the target; stopped before position {last.Position}.");
                }
            }
            catch (AppendOutcomeUnknownException)
            {
                // Asked again under the same id.
            }
        }
    }

    private static async IAsyncEnumerable<(StoredCommand Command, IReadOnlyList<JournalEntry> Entries)> CommandsAsync(
        IJournalReader source, JournalHead head, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var entries = new List<JournalEntry>();
        await foreach (var entry in JournalFile.EntriesAsync(source, head, cancellationToken).ConfigureAwait(false))
        {
            if (entries.Count > 0 && entries[0].CommandId != entry.CommandId)
            {
                yield return await WithCommandAsync(source, entries, cancellationToken).ConfigureAwait(false);
                entries = [];
            }

            entries.Add(entry);
        }

        if (entries.Count > 0)
        {
            yield return await WithCommandAsync(source, entries, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<(StoredCommand, IReadOnlyList<JournalEntry>)> WithCommandAsync(
        IJournalReader source, List<JournalEntry> entries, CancellationToken cancellationToken) => (
        await source.FindCommandAsync(entries[0].Study, entries[0].CommandId, cancellationToken).ConfigureAwait(false)
            ?? throw Replay.Damage(entries[0], "command", $"command {entries[0].CommandId} is missing"),
        entries);

    private static IEnumerable<(StoredCommand Command, IReadOnlyList<JournalEntry> Entries)> Commands(JournalFileCheck.Intact archive) =>
        archive.Commands.Select(command => (
            command, (IReadOnlyList<JournalEntry>)[.. archive.Entries.Skip((int)command.FirstPosition - 1).Take(command.EventCount)]));

    private static void Require(bool holds, string refusal)
    {
        if (!holds)
        {
            throw new JournalCopyException(refusal);
        }
    }
}
