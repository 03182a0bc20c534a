using OxyTrial.Grains.Pipeline;
using OxyTrial.Journal;
using OxyTrial.Streams;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial;

namespace OxyTrial.Grains;

/// <summary>Finds a participant's allocation list, so that a randomization reaches the grain that is serial for it.</summary>
public sealed class AllocationLists
{
    private readonly Func<StudyId, Reading> begin;

    /// <summary>With a cache of its own, for a node that only passes commands on.</summary>
    public AllocationLists(IJournalReader journal)
    {
        var cache = new StreamCache(journal);
        begin = study => new Reading(cache, study);
    }

    internal AllocationLists(Func<StudyId, Reading> begin) => this.begin = begin;

    /// <summary>
    /// The list's scope; empty for a participant who is in no list yet, whom whichever grain decides refuses. Only a hint: that
    /// nothing is allocated twice does not depend on it.
    /// </summary>
    public async ValueTask<string> KeyOfAsync(StudyId study, ParticipantId participant, CancellationToken cancellation = default)
    {
        var reading = begin(study);
        var scope = await ScopeAsync(reading, participant, cancellation);
        if (scope is null && await reading.RefreshAsync(cancellation))
        {
            // A list once given stays; that there was none may have been old news.
            scope = await ScopeAsync(reading, participant, cancellation);
        }

        return scope ?? string.Empty;
    }

    private static async ValueTask<string?> ScopeAsync(Reading reading, ParticipantId participant, CancellationToken cancellation) =>
        RandomizationBlock.ScopeOf(await reading.StudyAsync(cancellation), await reading.ParticipantAsync(participant, cancellation));
}
