using OxyTrial.Samples;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Trial.Tests;

public sealed class CrossOverTests
{
    [Fact]
    public void Kits_hold_the_treatments_in_the_proportion_the_sequences_need()
    {
        KitContents.Of(TrialSamples.CrossOver()).ShouldBe([new("O", "Oxytocin 24 IU", 1), new("P", "Placebo", 1)]);

        // Twice as many get O, O, P as P, P, O: five kits of O on four of P.
        var three = TrialSamples.CrossOver() with
        {
            Arms = [new("OOP", "OOP", 2, null, null) { Sequence = ["O", "O", "P"] }, new("PPO", "PPO", 1, null, null) { Sequence = ["P", "P", "O"] }],
        };
        KitContents.Of(three).Select(content => content.PerSet).ShouldBe([5, 4]);
        KitContents.Of(TrialSamples.Spec().WithRatio(2, 1)).Select(content => (content.Key, content.PerSet)).ShouldBe([("A", 2), ("B", 1)]);
    }

    [Fact]
    public void A_visits_kit_has_the_treatment_of_the_arm_in_the_visits_period()
    {
        var spec = TrialSamples.CrossOver();
        string[] Treatments(int arm) => [.. new[] { "V1", "V3" }.Select(visit => KitContents.Of(spec)[KitContents.IndexOf(spec, arm, visit)].Key)];
        Treatments(0).ShouldBe(["O", "P"]);
        Treatments(1).ShouldBe(["P", "O"]);
        KitContents.IndexOf(TrialSamples.Spec(), 1, "V4").ShouldBe(1);
    }

    [Fact]
    public void A_parallel_study_is_stored_as_it_was_before_there_were_cross_overs()
    {
        var json = System.Text.Encoding.UTF8.GetString(StudySpecJson.Write(TrialSamples.Spec()));
        foreach (var word in new[] { "treatments", "washout", "sequence", "period", "unit" })
        {
            json.ShouldNotContain($"\"{word}\"");
        }

        StudySpecJson.Write(StudySpecJson.Read(StudySpecJson.Write(TrialSamples.CrossOver()))).ShouldBe(StudySpecJson.Write(TrialSamples.CrossOver()));
        StudySpecJson.Write(StudySpecJson.Read(StudySpecJson.Write(TrialSamples.TwoByTwo()))).ShouldBe(StudySpecJson.Write(TrialSamples.TwoByTwo()));
    }

    [Fact]
    public void A_visit_that_continues_never_goes_on_with_the_kit_of_another_period()
    {
        var enrollment = ((ParticipantState.Randomized)FirstPeriodDosed).Enrollment;
        Participant.MedicationFor(s_spec, enrollment, s_spec.Visits[1])!.Kit.ShouldBe(TrialSamples.Kit(1));
        Participant.MedicationFor(s_spec, enrollment, s_spec.Visits[3]).ShouldBeNull();
    }

    [Theory]
    [InlineData(6, 326)]
    [InlineData(7, 0)]
    [InlineData(60, 0)]
    public void A_dose_of_the_next_period_waits_for_the_washout(int days, int refusal)
    {
        var ready = FirstPeriodDosed.Then(new VisitKitAssigned("V3", TrialSamples.Kit(2), "L1"));
        var site = States.Open.WithKits(s_spec, 4).Then(
            new KitAssigned(TrialSamples.Kit(1), TrialSamples.Participant(1), "V1"), new KitDispensed(TrialSamples.Kit(1), TrialSamples.Participant(1), "V1"),
            new KitAssigned(TrialSamples.Kit(2), TrialSamples.Participant(1), "V3"));
        var at = new ParticipantCase(States.Recruiting(s_spec), site, ready, "ada", TrialSamples.Today.AddDays(days), TrialSamples.Now);
        var decision = Participant.Decide(at, new DispenseVisit(TrialSamples.Participant(1), TrialSamples.Heidelberg, "V3"));
        decision.Match(_ => 0, refused => refused.Code.Number).ShouldBe(refusal);
        decision.Match(events => (PeriodDosed?)events.Participant.OfType<PeriodDosed>().Single(), _ => null)
            .ShouldBe(refusal == 0 ? new PeriodDosed(2, TrialSamples.Today.AddDays(days)) : null);
    }

    [Fact]
    public void A_period_is_over_once_a_later_one_was_dosed()
    {
        var late = FirstPeriodDosed.Then(new PeriodDosed(2, TrialSamples.Today.AddDays(10)));
        var at = new ParticipantCase(States.Recruiting(s_spec), States.Open.WithKits(s_spec, 4), late, "ada", TrialSamples.Today.AddDays(40), TrialSamples.Now);
        Participant.Decide(at, new DispenseVisit(TrialSamples.Participant(1), TrialSamples.Heidelberg, "V2")).Match(_ => 0, refused => refused.Code.Number).ShouldBe(327);
    }

    [Fact]
    public void A_second_dose_within_a_period_does_not_wait()
    {
        var site = States.Open.WithKits(s_spec, 4).Then(
            new KitAssigned(TrialSamples.Kit(1), TrialSamples.Participant(1), "V1"), new KitDispensed(TrialSamples.Kit(1), TrialSamples.Participant(1), "V1"));
        var at = new ParticipantCase(States.Recruiting(s_spec), site, FirstPeriodDosed, "ada", TrialSamples.Today.AddDays(3), TrialSamples.Now);
        Participant.Decide(at, new DispenseVisit(TrialSamples.Participant(1), TrialSamples.Heidelberg, "V2")).Match(_ => 0, refused => refused.Code.Number).ShouldBe(0);
    }

    private static readonly StudySpec s_spec = TrialSamples.CrossOver();

    private static ParticipantState FirstPeriodDosed => States.Randomized().Then(new VisitDispensed("V1", TrialSamples.Kit(1)), new PeriodDosed(1, TrialSamples.Today));
}
