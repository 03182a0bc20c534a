using OxyTrial.Instruments;
using OxyTrial.Samples;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Trial.Tests;

public sealed class StratumTests
{
    private static readonly StudySpec Spec = TrialSamples.Spec().WithFactors(TrialSamples.Gender, TrialSamples.Anxiety(), TrialSamples.Site);
    private static readonly Stratum Example = new("BPD", [new("gender", "F"), new("anxiety", "high"), new("site", "HD")]);

    [Fact]
    public void A_stratum_is_named_by_cohort_and_every_level() => Example.Key.ShouldBe("cohort=BPD|gender=F|anxiety=high|site=HD");

    [Fact]
    public void A_list_is_named_by_cohort_and_the_levels_of_its_scope_factors()
    {
        Example.ScopeKey(Spec).ShouldBe(Example.Key);
        Example.ScopeKey(Spec with { ScopeFactors = ["gender", "site"] }).ShouldBe("cohort=BPD|gender=F|site=HD");
        Example.ScopeKey(Spec with { ScopeFactors = [] }).ShouldBe("cohort=BPD");
    }

    [Fact]
    public void Every_list_a_participant_can_be_in_is_among_the_studys_lists()
    {
        foreach (var scope in new[] { Spec, Spec with { ScopeFactors = ["gender"] }, Spec with { ScopeFactors = [] } })
        {
            var strata = from cohort in scope.Cohorts
                         from gender in TrialSamples.Gender.Levels
                         from anxiety in new[] { "low", "high" }
                         from site in TrialSamples.Site.Levels
                         select new Stratum(cohort.Key, [new("gender", gender), new("anxiety", anxiety), new("site", site)]).ScopeKey(scope);
            Stratum.ScopeKeys(scope).ShouldBe(strata.Distinct(), ignoreOrder: true);
        }

        Stratum.ScopeKeys(Spec).Count().ShouldBe(2 * 2 * 2 * 2);
    }

    [Fact]
    public void A_list_belongs_to_its_cohort_and_not_to_one_whose_name_begins_alike()
    {
        Stratum.ScopeIsOfCohort("cohort=BPD", "BPD").ShouldBeTrue();
        Stratum.ScopeIsOfCohort("cohort=BPD|gender=F", "BPD").ShouldBeTrue();
        Stratum.ScopeIsOfCohort("cohort=BPD-2|gender=F", "BPD").ShouldBeFalse();
        Stratum.ScopeIsOfCohort("cohort=BPD-2", "BPD").ShouldBeFalse();
    }

    [Fact]
    public void Strata_are_equal_by_cohort_and_levels()
    {
        var same = new Stratum("BPD", [.. Example.Levels]);
        same.ShouldBe(Example);
        same.GetHashCode().ShouldBe(Example.GetHashCode());
        (same with { Cohort = "healthy" }).ShouldNotBe(Example);
        (same with { Levels = [same.Levels[0]] }).ShouldNotBe(Example);
        same.Equals(null).ShouldBeFalse();
    }

    [Theory]
    [InlineData(CutOffTie.Low, 3, "low")]
    [InlineData(CutOffTie.Low, 4, "low")]
    [InlineData(CutOffTie.Low, 5, "high")]
    [InlineData(CutOffTie.High, 3, "low")]
    [InlineData(CutOffTie.High, 4, "high")]
    [InlineData(CutOffTie.High, 5, "high")]
    public void A_score_on_the_cut_off_has_the_level_the_spec_says(CutOffTie tie, int anxiety, string level)
    {
        var spec = TrialSamples.Spec().WithFactors(TrialSamples.Gender, TrialSamples.Anxiety(tie), TrialSamples.Site);
        var at = new ParticipantCase(States.Recruiting(spec), States.Open, States.Consented(), "ada", TrialSamples.Today, TrialSamples.Now);
        var scored = Participant.Decide(at, new ScoreQuestionnaire(TrialSamples.Participant(1), TrialSamples.Heidelberg, "ecr-r", TrialSamples.EcrR(anxiety))).ShouldBeAccepted();
        var confirmed = Participant.Decide(at with { Participant = at.Participant.Then([.. scored.Participant]) }, new ConfirmEligibility(TrialSamples.Participant(1), TrialSamples.Heidelberg, ["adult", "nose-clear"]))
            .ShouldBeAccepted();
        confirmed.Participant.Single().ShouldBeOfType<EligibilityConfirmed>().Stratum.Key.ShouldBe($"cohort=BPD|gender=F|anxiety={level}|site=HD");
    }

    [Fact]
    public void A_score_that_is_no_finite_decimal_is_compared_exactly()
    {
        // 53/17 is 3.1176470588235294117647058823529…; the decimals next to it lie on either side.
        var score = new ScaleScore("anxiety", 53, 17, 1);
        foreach (var (cutOff, level) in new[] { (3.1176470588235294117647058823m, "high"), (3.1176470588235294117647058824m, "low") })
        {
            var spec = TrialSamples.Spec().WithFactors(TrialSamples.Anxiety(cutOff: cutOff));
            var consented = States.Consented().Then(new QuestionnaireScored("ecr-r", "2000", [], [score]));
            Participant.Decide(
                    new ParticipantCase(States.Recruiting(spec), States.Open, consented, "ada", TrialSamples.Today, TrialSamples.Now),
                    new ConfirmEligibility(TrialSamples.Participant(1), TrialSamples.Heidelberg, ["adult", "nose-clear"]))
                .ShouldBeAccepted().Participant.Single().ShouldBeOfType<EligibilityConfirmed>().Stratum.Levels.Single().Level.ShouldBe(level);
        }
    }
}
