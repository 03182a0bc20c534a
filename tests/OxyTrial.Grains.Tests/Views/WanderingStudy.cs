using System.Globalization;
using OxyTrial.Journal;
using OxyTrial.Samples;
using OxyTrial.Simulation.Scheduling;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Grains.Tests;

/// <summary>
/// A study that events happen to in an order drawn from a seed: whatever can follow the state does, whether or not anybody would have decided
/// it. So stages are come to in many ways.
/// </summary>
internal sealed class WanderingStudy(ulong seed)
{
    private static readonly ParticipantId[] Participants = [.. Enumerable.Range(1, 4).Select(TrialSamples.Participant)];
    private readonly Chance chance = new(seed);
    private readonly Dictionary<string, (object State, long Version)> streams = new(StringComparer.Ordinal);
    public static StudyId Id => TrialSamples.Study;

    public InMemoryJournal Journal { get; } = new();

    /// <summary>Lets so many events be tried, and answers how many happened.</summary>
    public async Task<int> GoAsync(int tries, CancellationToken cancellation)
    {
        var happened = 0;
        for (var attempt = 0; attempt < tries; attempt++)
        {
            happened += await TryAsync(chance.Of(EventSamples.All), cancellation) ? 1 : 0;
        }

        return happened;
    }

    private async Task<bool> TryAsync(TrialEvent sample, CancellationToken cancellation)
    {
        var participant = chance.Of(Participants);
        var (stream, happened, initial) = sample switch
        {
            StudyEvent => (Study.Stream, sample, (object)Study.Initial),
            SiteEvent => (Site.StreamOf(TrialSamples.Heidelberg), sample, Site.Initial),
            ParticipantScreened screened => (Participant.StreamOf(participant), screened with { Participant = participant }, Participant.Initial),
            ParticipantEvent => (Participant.StreamOf(participant), sample, Participant.Initial),
            _ => (string.Empty, sample, null!),
        };
        var (state, version) = streams.GetValueOrDefault(stream, (initial, 0));
        if (stream.Length == 0 || Fold(state, happened) is not { } next)
        {
            return false;
        }

        var stored = EventCodec.Write(happened);
        var written = await Journal.AppendAsync(
            new AppendRequest(
                Id.Value, string.Create(CultureInfo.InvariantCulture, $"{stream}-{version}"), new byte[32], "ada", TrialSamples.Now.AddMinutes(streams.Values.Sum(one => one.Version)),
                [new StreamVersion(stream, version)], [new NewEvent(stream, stored.Type, stored.SchemaVersion, stored.Body)], [], new byte[1]),
            cancellation);
        streams[stream] = (next, version + 1);
        return written is AppendOutcome.Written;
    }

    private static object? Fold(object state, TrialEvent happened)
    {
        try
        {
            return (state, happened) switch
            {
                (StudyState s, StudyEvent e) => Study.Evolve(s, e),
                (SiteState s, SiteEvent e) => Site.Evolve(s, e),
                (ParticipantState s, ParticipantEvent e) => Participant.Evolve(s, e),
                _ => null,
            };
        }
        catch (UnexpectedEventException)
        {
            return null;
        }
    }
}
