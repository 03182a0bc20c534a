using System.Collections.Immutable;
using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Views;

/// <summary>A participant and when the two dates that monitors count were.</summary>
/// <param name="State">Folded state.</param>
/// <param name="ScreenedUtc">When screened.</param>
/// <param name="RandomizedUtc">When randomized; null when not.</param>
public sealed record ParticipantLine(ParticipantState.Existing State, DateTimeOffset ScreenedUtc, DateTimeOffset? RandomizedUtc)
{
    /// <summary>Pseudonymous identifier.</summary>
    public ParticipantId Id => State.Baseline.Id;

    /// <summary>Allocation facts; null before randomization.</summary>
    public Enrollment? Enrollment => (State as ParticipantState.Enrolled)?.Enrollment;
}

/// <summary>An entry of the journal with the event that it records.</summary>
internal sealed record Happening(JournalEntry Entry, TrialEvent Happened)
{
    /// <summary>Reads the event of an entry.</summary>
    public static Happening Of(JournalEntry entry) => new(entry, EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body));
}

/// <summary>A study-wide step and who took it, e.g. a signature.</summary>
/// <param name="Utc">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Event">What.</param>
public sealed record Milestone(DateTimeOffset Utc, string Actor, StudyEvent Event);

/// <summary>A code break, or an opening from an emergency pack.</summary>
/// <param name="Position">Journal position.</param>
/// <param name="Utc">When it was journaled.</param>
/// <param name="Actor">Who asked, or who recorded the opening.</param>
/// <param name="Participant">Participant.</param>
/// <param name="Reason">Why.</param>
/// <param name="Opening">The opening; null for a break in the system.</param>
public sealed record CodeBreak(long Position, DateTimeOffset Utc, string Actor, ParticipantId Participant, string Reason, OfflineOpeningRecorded? Opening)
{
    /// <summary>The break that an entry records; null when it records another event.</summary>
    public static CodeBreak? Of(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Type is nameof(EmergencyUnblindingRequested) or nameof(OfflineOpeningRecorded)
            ? EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body) switch
            {
                EmergencyUnblindingRequested e => new CodeBreak(entry.Position, entry.Utc, entry.Actor, e.Participant, e.Reason, null),
                OfflineOpeningRecorded e => new CodeBreak(entry.Position, entry.Utc, entry.Actor, e.Participant, e.Reason, e),
                var other => throw new UnexpectedEventException($"{other.GetType().Name} is no code break."),
            }
            : null;
    }
}

/// <summary>The issue of a site's emergency pack.</summary>
/// <param name="Utc">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Position">Journal position.</param>
/// <param name="Participants">How many participants were randomized at the site by then: those in the pack.</param>
public sealed record PackIssue(DateTimeOffset Utc, string Actor, long Position, int Participants);

/// <summary>
/// A study as blinded roles may see it, folded from the journal up to one position. Immutable: a page reads one consistent
/// moment. It holds no arm until the planned unblinding is journaled, and then only what that event says.
/// </summary>
public sealed record StudyView
{
    /// <summary>The study.</summary>
    public required StudyId Id { get; init; }

    /// <summary>Study-wide state.</summary>
    public StudyState Study { get; init; } = Trial.Study.Initial;

    /// <summary>Opened sites by identifier.</summary>
    public ImmutableSortedDictionary<string, SiteState> Sites { get; init; } = ImmutableSortedDictionary.Create<string, SiteState>(StringComparer.Ordinal);

    /// <summary>Participants by identifier.</summary>
    public ImmutableSortedDictionary<string, ParticipantLine> Participants { get; init; } = ImmutableSortedDictionary.Create<string, ParticipantLine>(StringComparer.Ordinal);

    /// <summary>Study-wide steps in order.</summary>
    public ImmutableList<Milestone> Milestones { get; init; } = [];

    /// <summary>Code breaks and openings in order; of each the sponsor is told.</summary>
    public ImmutableList<CodeBreak> CodeBreaks { get; init; } = [];

    /// <summary>The last emergency pack of each site that has one, by site.</summary>
    public ImmutableSortedDictionary<string, PackIssue> Packs { get; init; } = ImmutableSortedDictionary.Create<string, PackIssue>(StringComparer.Ordinal);

    /// <summary>The newest event the view has.</summary>
    public required JournalHead Head { get; init; }

    /// <summary>The spec; every view has one, because registration is a study's first event.</summary>
    public StudySpec Spec => Study.SpecOrNull ?? throw new InvalidOperationException($"Study {Id} has no spec.");

    /// <summary>A site's state; not opened when it has no events.</summary>
    public SiteState SiteOf(SiteId site)
    {
        ArgumentNullException.ThrowIfNull(site);
        return Sites.GetValueOrDefault(site.Value, Site.Initial);
    }

    /// <summary>A participant, or null.</summary>
    public ParticipantLine? Find(ParticipantId participant)
    {
        ArgumentNullException.ThrowIfNull(participant);
        return Participants.GetValueOrDefault(participant.Value);
    }

    /// <summary>Participants randomized at a site.</summary>
    public int RandomizedAt(SiteId site) => RandomizedAt(site, Participants.Values);

    /// <summary>Folds the next events, in their order. Together they cost far less than one by one: each would copy its way through the tree.</summary>
    internal StudyView With(IReadOnlyList<Happening> next)
    {
        var view = this;
        var (sites, participants) = (Sites.ToBuilder(), Participants.ToBuilder());
        foreach (var (entry, happened) in next)
        {
            switch (happened)
            {
                case StudyEvent e:
                    view = view with
                    {
                        Study = Trial.Study.Evolve(view.Study, e),
                        Milestones = view.Milestones.Add(new Milestone(entry.Utc, entry.Actor, e)),
                        Packs = e is EmergencyPackIssued pack
                            ? view.Packs.SetItem(pack.Site.Value, new PackIssue(entry.Utc, entry.Actor, entry.Position, RandomizedAt(pack.Site, participants.Values)))
                            : view.Packs,
                    };
                    break;
                case SiteEvent e:
                    var site = NameIn(entry.Stream);
                    sites[site] = Site.Evolve(sites.GetValueOrDefault(site, Site.Initial), e);
                    break;
                case ParticipantEvent e:
                    var line = Line(participants.GetValueOrDefault(NameIn(entry.Stream)), entry, e);
                    participants[line.Id.Value] = line;
                    break;
                case RandomizationBlockEvent:
                    // Allocation lists are nobody's page: what they say stands in the participant's events.
                    break;
                default:
                    throw new UnexpectedEventException(entry.Stream, this, happened);
            }

            if (CodeBreak.Of(entry) is { } broken)
            {
                view = view with { CodeBreaks = view.CodeBreaks.Add(broken) };
            }
        }

        return view with { Sites = sites.ToImmutable(), Participants = participants.ToImmutable(), Head = next.Count == 0 ? Head : JournalHead.Of(next[^1].Entry) };
    }

    private static int RandomizedAt(SiteId site, IEnumerable<ParticipantLine> lines) => lines.Count(line => line.Enrollment is not null && line.State.Baseline.Site == site);

    private static string NameIn(string stream) => stream[(stream.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static ParticipantLine Line(ParticipantLine? line, JournalEntry entry, ParticipantEvent happened) => new(
        (ParticipantState.Existing)Participant.Evolve(line?.State ?? Participant.Initial, happened),
        line?.ScreenedUtc ?? entry.Utc,
        happened is ParticipantRandomized ? entry.Utc : line?.RandomizedUtc);
}
