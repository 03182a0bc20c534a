using System.Collections.Immutable;
using OxyTrial.Instruments;
using OxyTrial.Samples;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Trial.Tests;

/// <summary>Strata of a coder's category, of rated prototypes, and of scores over several persons.</summary>
public sealed class CategoryTests
{
    private static readonly CategoryFactor Interview = new("interview", ["secure", "insecure"], "aai", Grouped("secure", "preoccupied", "dismissing", "unresolved"));
    private static readonly CategoryFactor Prototype = new("prototype", ["secure", "insecure"], "rq", Grouped("secure", "fearful", "preoccupied", "dismissing"));
    private static readonly InstrumentFactor Closeness = new("closeness", ["low", "high"], "ecr-rs", "avoidance", 4m, CutOffTie.High) { Targets = ["mother", "friend"] };
    private static readonly StudySpec Spec = TrialSamples.Spec().WithFactors(TrialSamples.Gender, Interview, Prototype, Closeness);
    private static readonly ImmutableArray<int?> Fours = [.. Enumerable.Repeat<int?>(4, 18)];

    [Fact]
    public void The_stratum_is_read_off_categories_and_means_over_persons()
    {
        var stratum = Confirm(Code("unresolved"), Rate(7, 1, 1, 1), Score([.. Fours])).ShouldBeAccepted().Participant.Single().ShouldBeOfType<EligibilityConfirmed>().Stratum;

        stratum.Key.ShouldBe("cohort=BPD|gender=F|interview=insecure|prototype=secure|closeness=high");
    }

    // Avoidance of the mother is 4, of the friend 23/6: the mean is below the cut-off, the mother's alone is on it and would be high.
    [Fact]
    public void The_mean_over_persons_decides_and_not_one_of_them()
    {
        ImmutableArray<int?> responses = [.. Fours[..9], 5, 4, 4, 4, 4, 4, 4, 4, 4];

        Confirm(Code("secure"), Rate(7, 1, 1, 1), Score(responses)).ShouldBeAccepted().Participant.Single().ShouldBeOfType<EligibilityConfirmed>()
            .Stratum.Key.ShouldEndWith("closeness=low");
    }

    [Fact]
    public void What_was_entered_is_kept_beside_the_category()
    {
        Decide(States.Consented(), Code("dismissing")).ShouldBeAccepted().Participant.Single().ShouldBe(new InterviewCoded("aai", "four-way", "dismissing", "C-07"));
        var rated = Decide(States.Consented(), Rate(5, 5, 1, 2, "fearful")).ShouldBeAccepted().Participant.Single().ShouldBeOfType<PrototypesRated>();
        (rated.Category, rated.Choice, rated.Models).ShouldBe(("fearful", "fearful", new PrototypeModels(1, -1)));
        rated.Ratings.ShouldBe([5, 5, 1, 2]);
    }

    [Fact]
    public void A_second_category_replaces_the_first_until_eligibility_freezes_it()
    {
        var state = After(States.Consented(), Code("secure"), Code("unresolved"));

        ((ParticipantState.Existing)state).Baseline.Categories["aai"].Category.ShouldBe("unresolved");
        ((ParticipantState.Existing)state).Baseline.Scores.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("aai")]
    [InlineData("rq")]
    [InlineData("ecr-rs")]
    public void An_instrument_that_is_missing_blocks_and_is_named(string missing)
    {
        ParticipantCommand[] all = [Code("secure"), Rate(7, 1, 1, 1), Score([.. Fours])];

        Confirm([.. all.Where(command => InstrumentOf(command) != missing)]).ShouldBeRefused(RefusalCode.ScoreMissing).Detail.ShouldBe($"Instrument: {missing}.");
    }

    [Fact]
    public void What_gives_no_category_is_refused_and_leaves_nothing()
    {
        Refused(Rate(5, 5, 1, 1)).ShouldBe(RefusalCode.QuestionnaireUnscorable);
        Refused(Code("fearful")).ShouldBe(RefusalCode.CategoryUnknown);
        Refused(new CodeInterview(One, Site, "aai", "secure", "")).ShouldBe(RefusalCode.CoderMissing);
        Refused(Score([.. Fours, .. Fours])).ShouldBe(RefusalCode.QuestionnaireUnscorable);
    }

    [Fact]
    public void No_instrument_takes_what_another_kind_gives()
    {
        Refused(new ScoreQuestionnaire(One, Site, "aai", Fours)).ShouldBe(RefusalCode.InstrumentNotUsed);
        Refused(new ScoreQuestionnaire(One, Site, "rq", [1, 2, 3, 4])).ShouldBe(RefusalCode.InstrumentNotUsed);
        Refused(new CodeInterview(One, Site, "rq", "secure", "C-07")).ShouldBe(RefusalCode.InstrumentNotUsed);
        Refused(new CodeInterview(One, Site, "ecr-rs", "secure", "C-07")).ShouldBe(RefusalCode.InstrumentNotUsed);
        Refused(new RatePrototypes(One, Site, "aai", [1, 2, 3, 4], null)).ShouldBe(RefusalCode.InstrumentNotUsed);
        Refused(new ScoreQuestionnaire(One, Site, "ecr-r", Fours)).ShouldBe(RefusalCode.InstrumentNotUsed);
    }

    [Fact]
    public void The_smallest_number_is_given_at_every_stage()
    {
        var wrong = new CodeInterview(One, Site, "aai", "fearful", "");
        var stranger = wrong with { Instrument = "other" };
        (ParticipantState State, RefusalCode Wrong, RefusalCode Stranger)[] stages =
        [
            (Participant.Initial, RefusalCode.ParticipantUnknown, RefusalCode.ParticipantUnknown),
            (States.Screened(), RefusalCode.ConsentMissing, RefusalCode.ConsentMissing),
            (States.Consented(), RefusalCode.CategoryUnknown, RefusalCode.InstrumentNotUsed),
            (States.Eligible(), RefusalCode.AlreadyEligible, RefusalCode.InstrumentNotUsed),
            (States.Excluded, RefusalCode.ParticipantExcluded, RefusalCode.ParticipantExcluded),
            (States.Randomized(), RefusalCode.AlreadyRandomized, RefusalCode.AlreadyRandomized),
        ];
        foreach (var (state, code, other) in stages)
        {
            Decide(state, wrong).ShouldBeRefused(code);
            Decide(state, stranger).ShouldBeRefused(other);
        }

        Decide(States.Eligible(), Rate(5, 5, 1, 1)).ShouldBeRefused(RefusalCode.QuestionnaireUnscorable);
        Decide(States.Eligible(), Rate(7, 5, 1, 1)).ShouldBeRefused(RefusalCode.AlreadyEligible);
    }

    private static OxyTrial.Trial.Identifiers.ParticipantId One => TrialSamples.Participant(1);

    private static OxyTrial.Trial.Identifiers.SiteId Site => TrialSamples.Heidelberg;

    private static CodeInterview Code(string category) => new(One, Site, "aai", category, "C-07");

    private static RatePrototypes Rate(int secure, int fearful, int preoccupied, int dismissing, string? choice = null) => new(One, Site, "rq", [secure, fearful, preoccupied, dismissing], choice);

    private static ScoreQuestionnaire Score(ImmutableArray<int?> responses) => new(One, Site, "ecr-rs", responses);

    private static string InstrumentOf(ParticipantCommand command) => command switch
    {
        CodeInterview c => c.Instrument,
        RatePrototypes c => c.Instrument,
        ScoreQuestionnaire c => c.Instrument,
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };

    private static Decision<ParticipantEvents> Confirm(params ParticipantCommand[] entries) =>
        Decide(After(States.Consented(), entries), new ConfirmEligibility(One, Site, ["adult", "nose-clear"]));

    private static ParticipantState After(ParticipantState state, params ParticipantCommand[] commands) =>
        commands.Aggregate(state, (at, command) => at.Then([.. Decide(at, command).ShouldBeAccepted().Participant]));

    private static RefusalCode? Refused(ParticipantCommand command) => Decide(States.Consented(), command).CodeOrNull();

    private static Decision<ParticipantEvents> Decide(ParticipantState state, ParticipantCommand command) =>
        Participant.Decide(new ParticipantCase(States.Recruiting(Spec), States.Open, state, "ada", TrialSamples.Today, TrialSamples.Now), command);

    private static ImmutableSortedDictionary<string, string> Grouped(string secure, params string[] insecure) =>
        insecure.ToImmutableSortedDictionary(category => category, _ => "insecure", StringComparer.Ordinal).Add(secure, "secure");
}
