using OxyTrial.Journal;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Vault.Opening;

/// <summary>The arms of one allocation list: those of its journaled slots, and the one its next slot would have.</summary>
/// <param name="study">The study.</param>
/// <param name="scope">The list's key.</param>
/// <param name="replay">Draws it slot by slot.</param>
/// <param name="factors">Factors of its procedure.</param>
/// <param name="journal">Journal.</param>
/// <param name="treated">The arm that a recovered slot's participant is treated in, of the event and the arm that was drawn.</param>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose of.")]
internal sealed class ScopeArms(StudyId study, string scope, ScopeReplay replay, FactorList factors, IJournalReader journal, Func<SlotRecovered, int, int> treated)
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
            arms.Add(EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body) switch
            {
                SlotAllocated allocated => replay.Next(ProfileOf(allocated.Stratum)),
                FactorLevelAllocated drawn => replay.Next(ProfileOf(drawn.Stratum)),
                SlotRecovered recovered => treated(recovered, replay.Next(ProfileOf(recovered.Stratum))),
                var other => throw new VaultException($"{other.GetType().Name} is no event of an allocation list."),
            });
        }
    }

    private Profile ProfileOf(Stratum stratum) =>
        factors.TryProfile(stratum.Levels.ToDictionary(level => level.Factor, level => level.Level), out var profile, out var error)
            ? profile
            : throw new VaultException($"A stratum does not fit the procedure: {error}.");
}
