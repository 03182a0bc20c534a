using Shouldly;

namespace OxyTrial.Verifier.Tests;

/// <summary>One trial, played for this test alone: the quick form of the agreement of all procedures.</summary>
public sealed class DerivedAgainTests
{
    [Fact]
    public async Task A_stratified_trial_is_derived_again_slot_by_slot()
    {
        using var trial = await PlayedTrial.PlayAsync(PlayedTrials.Parallel);

        var answer = await Verifiers.AnswerAsync(trial.Path);

        answer.Verdict.ShouldBe("verified", answer.What);
        answer.Rest.ShouldContain("allocations 16 passed");
    }
}
