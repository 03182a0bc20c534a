using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Views;
using OxyTrial.Web.Access;

namespace OxyTrial.Web.Api.Participants;

/// <summary>A participant in a list.</summary>
/// <param name="Id">Pseudonymous identifier.</param>
/// <param name="Site">Site.</param>
/// <param name="Cohort">Cohort key.</param>
/// <param name="Stage">screened, consented, eligible, excluded, randomized, withdrawn or completed.</param>
/// <param name="ScreenedUtc">When screened.</param>
/// <param name="RandomizedUtc">When randomized; absent when not.</param>
public sealed record ParticipantLineAnswer(ParticipantId Id, SiteId Site, string Cohort, string Stage, DateTimeOffset ScreenedUtc, DateTimeOffset? RandomizedUtc)
{
    internal static ParticipantLineAnswer[] Of(StudyCall call) =>
        [.. call.View.Participants.Values.Where(line => call.Sites is not { } mine || mine.Contains(line.State.Baseline.Site)).Select(Of)];

    internal static ParticipantLineAnswer Of(ParticipantLine line) =>
        new(line.Id, line.State.Baseline.Site, line.State.Baseline.Cohort, StageOf(line.State), line.ScreenedUtc, line.RandomizedUtc);

    private static string StageOf(ParticipantState.Existing state) => state switch
    {
        ParticipantState.Screened => "screened",
        ParticipantState.Consented => "consented",
        ParticipantState.Eligible => "eligible",
        ParticipantState.Excluded => "excluded",
        ParticipantState.Randomized => "randomized",
        ParticipantState.Withdrawn => "withdrawn",
        ParticipantState.Completed => "completed",
        _ => throw new InvalidOperationException($"Stage {state.GetType().Name} has no word."),
    };
}

/// <summary>A participant.</summary>
/// <param name="Participant">As in the list.</param>
/// <param name="Recorded">Level by factor recorded at screening.</param>
/// <param name="Scores">Scores of the questionnaires filled in.</param>
/// <param name="Categories">Categories found by instruments that give one.</param>
/// <param name="Stratum">Frozen stratum key; absent before eligibility.</param>
/// <param name="Visits">Medication by visit; absent before randomization.</param>
/// <param name="RandomizedInError">Why the randomization was an error; absent when it was none.</param>
/// <param name="Misstratifications">Levels found wrong since.</param>
/// <param name="CodeBroken">Whether the code was broken in an emergency.</param>
/// <param name="Exit">Why excluded or withdrawn; absent otherwise.</param>
public sealed record ParticipantAnswer(
    ParticipantLineAnswer Participant, IReadOnlyDictionary<string, string> Recorded, IReadOnlyList<ScoreAnswer> Scores,
    IReadOnlyList<CategoryAnswer> Categories, string? Stratum,
    IReadOnlyList<VisitAnswer>? Visits, string? RandomizedInError, IReadOnlyList<MisstratificationAnswer> Misstratifications, bool CodeBroken, string? Exit)
{
    internal static ParticipantAnswer Of(ParticipantLine line) => new(
        ParticipantLineAnswer.Of(line),
        line.State.Baseline.Recorded,
        [.. line.State.Baseline.Scores.Values.SelectMany(filled => filled.Scores.Select(score => new ScoreAnswer(filled.Instrument, score.Scale, score.ToDecimal(), score.Answered, score.Missing)))],
        [.. line.State.Baseline.Categories.Values.Select(found => new CategoryAnswer(found.Instrument, found.Category, (found as InterviewCoded)?.Coder))],
        (line.State as ParticipantState.Eligible)?.Stratum.Key ?? line.Enrollment?.Stratum.Key,
        line.Enrollment is { } enrolled ? [.. enrolled.Visits.Select(visit => new VisitAnswer(visit.Key, visit.Value.Kit, visit.Value.Lot, visit.Value.Dispensed))] : null,
        line.Enrollment?.InError,
        [.. (line.Enrollment?.Corrections ?? []).Select(wrong => new MisstratificationAnswer(wrong.Factor, wrong.RandomizedLevel, wrong.CorrectLevel, wrong.Reason))],
        line.Enrollment is { CodeBreaks: > 0 },
        line.State switch
        {
            ParticipantState.Excluded excluded => excluded.Detail,
            ParticipantState.Withdrawn withdrawn => $"{ConsortCounts.Words(withdrawn.Reason)}: {withdrawn.Detail}",
            _ => null,
        });
}

/// <summary>A scale's score.</summary>
/// <param name="Instrument">Instrument id.</param>
/// <param name="Scale">Scale.</param>
/// <param name="Score">Score to 4 decimal places.</param>
/// <param name="Answered">Items answered.</param>
/// <param name="Missing">Items not answered.</param>
public sealed record ScoreAnswer(string Instrument, string Scale, decimal Score, int Answered, int Missing);

/// <summary>A category.</summary>
/// <param name="Instrument">Instrument id.</param>
/// <param name="Category">Category.</param>
/// <param name="Coder">Who coded the interview; absent when the participant rated prototypes.</param>
public sealed record CategoryAnswer(string Instrument, string Category, string? Coder);

/// <summary>A visit's medication.</summary>
/// <param name="Visit">Visit key.</param>
/// <param name="Kit">Kit.</param>
/// <param name="Lot">Its blinded lot.</param>
/// <param name="Dispensed">Whether it was given.</param>
public sealed record VisitAnswer(string Visit, KitNumber Kit, string Lot, bool Dispensed);

/// <summary>A level found wrong after randomization.</summary>
/// <param name="Factor">Factor.</param>
/// <param name="RandomizedLevel">Level used; it stays.</param>
/// <param name="CorrectLevel">Level that would have been right.</param>
/// <param name="Reason">How it came about.</param>
public sealed record MisstratificationAnswer(string Factor, string RandomizedLevel, string CorrectLevel, string Reason);
