using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Streams;

/// <summary>What a journal lacks of a checkpoint.</summary>
/// <param name="JournalEnd">Where the journal ends, or ended when its quarantine began.</param>
/// <param name="Checkpoint">The checkpoint.</param>
/// <param name="Differs">Whether it has another hash at that position, and not: no such position.</param>
public sealed record MissingCheckpoint(long JournalEnd, KnownCheckpoint Checkpoint, bool Differs)
{
    /// <summary>The command that begins the quarantine.</summary>
    public ReportRestore ToCommand() => new(JournalEnd, Checkpoint.Position, Checkpoint.Digits, Differs);

    /// <summary>One sentence for people.</summary>
    public override string ToString() => Differs
        ? $"study {Checkpoint.Study}: checkpoint {Checkpoint.Printed} of {UtcOf(Checkpoint)} is known, and the journal has another hash there"
        : $"study {Checkpoint.Study}: the journal ends at {JournalEnd}; checkpoint {Checkpoint.Printed} of {UtcOf(Checkpoint)} is known";

    private static string UtcOf(KnownCheckpoint checkpoint) => checkpoint.Utc.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Compares a study's journal with the checkpoints held outside.</summary>
public static class RestoreCheck
{
    /// <summary>What the journal lacks; null when it has every checkpoint that is not settled.</summary>
    /// <remarks>
    /// The newest checkpoints decide, of each epoch the one that the journal should have: the chain makes everything before it as it was. What was lost and then reconciled is settled: checkpoints
    /// behind the place where the journal had ended, of the epoch that ended with the reconciliation or an earlier one.
    /// </remarks>
    public static async ValueTask<MissingCheckpoint?> FindAsync(IJournalReader journal, string study, IEnumerable<KnownCheckpoint> checkpoints, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(checkpoints);
        var restores = await RestoresAsync(journal, study, cancellation);
        var known = checkpoints.Where(checkpoint => checkpoint.Study == study && !restores.Settled.Any(settled => checkpoint.Position > settled.JournalEnd && checkpoint.Epoch <= settled.Epoch)).ToArray();
        // In quarantine the journal grows by what is entered again; what counts is where it had ended.
        var end = restores.OpenEnd ?? (await journal.HeadAsync(study, cancellation)).Position;
        foreach (var newest in known.Where(checkpoint => checkpoint.Position <= end).GroupBy(checkpoint => checkpoint.Epoch).Select(Newest))
        {
            var there = (await journal.ReadAllAsync(study, newest[0].Position - 1, 1, cancellation))[0];
            if (newest.FirstOrDefault(checkpoint => !checkpoint.IsOf(there.Hash)) is { } other)
            {
                return new MissingCheckpoint(end, other, Differs: true);
            }
        }

        return known.Where(checkpoint => checkpoint.Position > end).MaxBy(checkpoint => checkpoint.Position) is { } missing ? new MissingCheckpoint(end, missing, Differs: false) : null;
    }

    private static KnownCheckpoint[] Newest(IEnumerable<KnownCheckpoint> ofEpoch)
    {
        var position = ofEpoch.Max(checkpoint => checkpoint.Position);
        return [.. ofEpoch.Where(checkpoint => checkpoint.Position == position).Distinct()];
    }

    private static async ValueTask<Restores> RestoresAsync(IJournalReader journal, string study, CancellationToken cancellation)
    {
        var restores = new Restores([], null);
        foreach (var entry in await journal.ReadStreamAsync(study, Study.Stream, 0, cancellation))
        {
            restores = entry.Type switch
            {
                nameof(RestoreDetected) when restores.OpenEnd is null => restores with { OpenEnd = ((RestoreDetected)EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body)).JournalEnd },
                nameof(JournalReconciled) => new Restores([.. restores.Settled, (restores.OpenEnd!.Value, entry.Epoch - 1)], null),
                _ => restores,
            };
        }

        return restores;
    }

    private sealed record Restores(IReadOnlyList<(long JournalEnd, long Epoch)> Settled, long? OpenEnd);
}
