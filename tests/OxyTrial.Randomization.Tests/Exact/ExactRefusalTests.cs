using OxyTrial.Randomization.Exact;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Exact;

public class ExactRefusalTests
{
    [Theory]
    [InlineData("""{"method":"complete"}""", 0, "0 patients; possible are 1 to 1000")]
    [InlineData("""{"method":"complete"}""", 1001, "1001 patients; possible are 1 to 1000")]
    [InlineData("""{"method":"maximal","tolerance":3,"length":20}""", 21, "21 patients, but the list has 20 places; possible are 1 to 20")]
    [InlineData(
        """{"method":"minimization","factors":{"gender":["F","M"]},"metric":"range","probability":"4/5"}""",
        20,
        "minimization depends on the covariates of those who come, so that a list alone has no characteristics; a simulation gives them for a population")]
    public void What_cannot_be_computed_is_refused_with_what_can(string procedure, int patients, string error)
    {
        OperatingCharacteristics.TryCompute(Given.Procedure(procedure), Given.OneToOne, patients, out var exact, out var said).ShouldBeFalse();
        exact.ShouldBeNull();
        said.ShouldBe(error);
    }

    [Fact]
    public void More_states_than_fit_are_refused_and_as_many_as_fit_are_not()
    {
        OperatingCharacteristics.TryCompute(new CompleteRandomization(), Given.OneToOne, 40, 500, out _, out var error).ShouldBeFalse();
        error.ShouldBe("40 patients lead to too many states; possible are fewer, or a simulation");
        OperatingCharacteristics.TryCompute(new CompleteRandomization(), Given.OneToOne, 40, 50_000, out var exact, out _).ShouldBeTrue();
        exact!.ExpectedSquaredFinalImbalance.ShouldBe(40);
    }

    [Fact]
    public void Ratios_whose_common_multiple_is_astronomical_are_refused()
    {
        var ratio = Given.Ratio(997, 991, 983);
        OperatingCharacteristics.TryCompute(new CompleteRandomization(), ratio, 5, out _, out var error).ShouldBeFalse();
        error.ShouldBe("the ratio A:B:C = 997:991:983 has a least common multiple above 1000000; possible are smaller numbers");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1000, 0)]
    public void The_fewest_and_the_most_patients_are_computed_without_an_error(int patients, int expectedSquaredFinalImbalance)
    {
        OperatingCharacteristics.TryCompute(Given.Procedure("""{"method":"permuted-block","sizes":[2]}"""), Given.OneToOne, patients, out var exact, out var error).ShouldBeTrue();
        error.ShouldBeNull();
        exact!.ExpectedSquaredFinalImbalance.ShouldBe(expectedSquaredFinalImbalance);
    }

    [Fact]
    public void A_ratio_has_moved_although_one_of_its_arms_has_not()
    {
        var sums = new StepSums(Given.Ratio(2, 1, 1));
        sums.Add(0, 0, 2);
        sums.Add(1, 0, 2);
        sums.MovedRatio(7, 4).ShouldNotBeNull();
        var kept = new StepSums(Given.Ratio(2, 1, 1));
        kept.Add(0, 0, 2);
        kept.Add(1, 0, 1);
        kept.Add(2, 0, 1);
        kept.MovedRatio(7, 4).ShouldBeNull();
    }

    [Fact]
    public void An_unequal_ratio_that_moves_is_warned_of_with_place_and_fractions()
    {
        // Efron's coin pushes the second participant; even the urn that goes back by balanced sets moves, later and less.
        Given.Reading("""{"method":"efron-coin","probability":"4/5"}""", Given.Ratio(2, 1)).Warnings.ShouldHaveSingleItem().ToString().ShouldBe(
            "method: the unconditional ratio A:B = 2:1 is not kept: participant 2 of a list gets A with 2/5 and B with 3/5; "
            + "complete, permuted-block and random-allocation-rule keep it");
        Given.Reading("""{"method":"random-allocation-rule","length":6}""", Given.Ratio(2, 1)).Warnings.ShouldBeEmpty();
        Given.Reading("""{"method":"block-urn","lambda":2}""", Given.Ratio(2, 1)).Warnings.ShouldHaveSingleItem().Message
            .ShouldContain("participant 5 of a list gets A with 16/25 and B with 9/25");
        Given.Reading("""{"method":"block-urn","lambda":1}""", Given.Ratio(2, 1)).Warnings.ShouldBeEmpty();
    }
}
