using OxyTrial.Journal;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Vault.Opening;

/// <summary>The arms of one allocation list: those of its journaled slots, and the one its next slot would have.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose of.")]
internal sealed class ScopeArms(StudyId study, string scope, ScopeReplay replay, FactorList factors, IJournalReader journal)
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly List<int> arms = [];

    /// <summary>The arm of a slot; of the next one for a participant of this stratum.</summary>
    /// <exception cref="VaultException">The slot lies beyond the journal's next.</exception>
    public async ValueTask<int> ArmOfAsync(Slot slot, Stratum stratum, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (slot.Sequence > arms.Count)
            {
                await CatchUpAsync(cancellation);
            }

            return slot.Sequence <= arms.Count ? arms[slot.Sequence - 1]
                : slot.Sequence == arms.Count + 1 ? replay.Peek(ProfileOf(stratum))
                : throw new VaultException($"Slot {slot} was asked for, but the journal has {arms.Count} of its list.");
        }
        finally
        {
            turn.Release();
        }
    }

    private async ValueTask CatchUpAsync(CancellationToken cancellation)
    {
        foreach (var entry in await journal.ReadStreamAsync(study.Value, RandomizationBlock.StreamOf(scope), arms.Count, cancellation))
        {
            var stratum = EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body) switch
            {
                SlotAllocated allocated => allocated.Stratum,
                FactorLevelAllocated drawn => drawn.Stratum,
                var other => throw new VaultException($"{other.GetType().Name} is no event of an allocation list."),
            };
            arms.Add(replay.Next(ProfileOf(stratum)));
        }
    }

    private Profile ProfileOf(Stratum stratum) =>
        factors.TryProfile(stratum.Levels.ToDictionary(level => level.Factor, level => level.Level), out var profile, out var error)
            ? profile
            : throw new VaultException($"A stratum does not fit the procedure: {error}.");
}
