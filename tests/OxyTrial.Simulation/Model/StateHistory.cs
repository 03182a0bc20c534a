using OxyTrial.Journal;
using OxyTrial.Simulation.Trials;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Simulation.Model;

/// <summary>Every stream's state as it was at any position.</summary>
internal sealed class StateHistory(Template template)
{
    private readonly Dictionary<string, List<(long Position, object State)>> changes = new(StringComparer.Ordinal);

    /// <summary>Newest position.</summary>
    public long Position { get; private set; } = template.Position;

    public void Add(JournalEntry entry)
    {
        var state = StreamKind.Of(entry.Stream).Evolve(At(entry.Stream, Position), Template.Happened(entry));
        if (!changes.TryGetValue(entry.Stream, out var list))
        {
            changes[entry.Stream] = list = [];
        }

        list.Add((entry.Position, state));
        Position = entry.Position;
    }

    public StudyState Study(long position) => (StudyState)At(Trial.Study.Stream, position);

    public SiteState Site(SiteId site, long position) => (SiteState)At(Trial.Site.StreamOf(site), position);

    public ParticipantState Participant(ParticipantId participant, long position) => (ParticipantState)At(Trial.Participant.StreamOf(participant), position);

    public RandomizationBlockState List(string scope, long position) => (RandomizationBlockState)At(RandomizationBlock.StreamOf(scope), position);

    private object At(string stream, long position)
    {
        if (changes.TryGetValue(stream, out var list))
        {
            for (var index = list.Count - 1; index >= 0; index--)
            {
                if (list[index].Position <= position)
                {
                    return list[index].State;
                }
            }
        }

        return template.States.TryGetValue(stream, out var state) ? state : StreamKind.Of(stream).Initial;
    }
}
