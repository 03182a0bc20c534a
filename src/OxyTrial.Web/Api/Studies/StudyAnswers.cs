using OxyTrial.Trial;
using OxyTrial.Trial.Specification;
using OxyTrial.Views;

namespace OxyTrial.Web.Api.Studies;

/// <summary>A study in a list.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="Title">Title as in the protocol.</param>
/// <param name="Stage">Stage of its life.</param>
public sealed record StudyLine(string Id, string Title, string Stage)
{
    internal static StudyLine Of(StudyView view) => new(view.Id.Value, view.Spec.Title, StudyAnswer.StageOf(view.Study));
}

/// <summary>How far participants have come, pooled.</summary>
/// <param name="Screened">Assessed for eligibility.</param>
/// <param name="Excluded">Excluded before randomization.</param>
/// <param name="Randomized">Randomized, whatever came later.</param>
/// <param name="Withdrawn">Withdrawn after randomization.</param>
/// <param name="Completed">Completed.</param>
public sealed record StudyCounts(int Screened, int Excluded, int Randomized, int Withdrawn, int Completed);

/// <summary>A study.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="Stage">registered, sealed, recruiting, closed, locked, unblinding-authorized or unblinded.</param>
/// <param name="Counts">Pooled counts.</param>
/// <param name="SpecSha256">SHA-256 of the blinded spec's canonical JSON.</param>
/// <param name="ProcedureCommitment">Commitment to the randomization procedure's parameters.</param>
/// <param name="Commitment">Commitment to the sealed secret; absent before sealing.</param>
/// <param name="SetsReleased">Kit sets released to sites so far.</param>
/// <param name="JournalFingerprint">Position and fingerprint of the journal's head.</param>
/// <param name="Spec">The protocol as every role may know it: without the randomization procedure's parameters.</param>
public sealed record StudyAnswer(
    string Id, string Stage, StudyCounts Counts, string SpecSha256, string ProcedureCommitment, string? Commitment, int SetsReleased, string JournalFingerprint, StudySpec Spec)
{
    internal static StudyAnswer Of(StudyView view)
    {
        var facts = ((StudyState.Existing)view.Study).Facts;
        var states = view.Participants.Values.Select(line => line.State).ToArray();
        var counts = new StudyCounts(
            states.Length,
            states.Count(state => state is ParticipantState.Excluded),
            states.Count(state => state is ParticipantState.Enrolled),
            states.Count(state => state is ParticipantState.Withdrawn),
            states.Count(state => state is ParticipantState.Completed));
#if LEAK_MUTANTS
        facts = LeakMutant.Is(7) ? facts with { ProcedureCommitment = LeakMutant.Tell(view.Id, "procedure") } : facts;
        facts = LeakMutant.Is(9) ? facts with { Commitment = LeakMutant.Tell(view.Id, "secret") } : facts;
#endif
        return new StudyAnswer(
            view.Id.Value, StageOf(view.Study), counts, facts.SpecSha256, facts.ProcedureCommitment, facts.Commitment, facts.SetsReleased, view.Head.Fingerprint.ToString(), facts.Spec);
    }

    internal static string StageOf(StudyState state) => state switch
    {
        StudyState.Registered => "registered",
        StudyState.Sealed => "sealed",
        StudyState.Recruiting => "recruiting",
        StudyState.Closed => "closed",
        StudyState.Locked => "locked",
        StudyState.UnblindingAuthorized => "unblinding-authorized",
        StudyState.Unblinded => "unblinded",
        _ => throw new InvalidOperationException($"A view of a study that is {state.GetType().Name}."),
    };
}
