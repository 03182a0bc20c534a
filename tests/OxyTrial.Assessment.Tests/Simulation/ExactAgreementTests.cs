using OxyTrial.Assessment.Numbers;
using OxyTrial.Assessment.Simulation;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Exact;
using Shouldly;

namespace OxyTrial.Assessment.Tests.Simulation;

/// <summary>Simulated figures against the exact ones, within four standard errors at a fixed seed.</summary>
public class ExactAgreementTests
{
    private const int Trials = 10_000;

    public static TheoryData<string> Procedures =>
    [
        """{"method":"complete"}""",
        """{"method":"efron-coin","probability":"2/3"}""",
        """{"method":"big-stick","tolerance":3}""",
        """{"method":"big-stick","tolerance":4}""",
        """{"method":"block-urn","lambda":3}""",
        """{"method":"wei-urn","alpha":0,"beta":1}""",
        """{"method":"random-allocation-rule","length":N}""",
        """{"method":"truncated-binomial","length":N}""",
        """{"method":"permuted-block","sizes":[4]}""",
        """{"method":"permuted-block","sizes":[6]}""",
        """{"method":"permuted-block","sizes":[8]}""",
        """{"method":"permuted-block","sizes":[4,6]}""",
        """{"method":"maximal","tolerance":3,"length":N}""",
    ];

    [Theory]
    [MemberData(nameof(Procedures))]
    public void A_single_list_has_the_exact_characteristics(string procedure)
    {
        Compare(procedure, 20, Given.Ratio(1, 1));
        Compare(procedure, 100, Given.Ratio(1, 1));
    }

    [Theory]
    [MemberData(nameof(Procedures))]
    public void The_loop_for_patients_with_factors_has_the_same_characteristics(string procedure) =>
        Compare(procedure, 20, Given.Ratio(1, 1), "site=HD:2,MA:1");

    [Theory]
    [InlineData("""{"method":"permuted-block","sizes":[12]}""")]
    [InlineData("""{"method":"permuted-block","sizes":[12,24]}""")]
    [InlineData("""{"method":"block-urn","lambda":2}""")]
    [InlineData("""{"method":"wei-urn","alpha":1,"beta":1}""")]
    [InlineData("""{"method":"random-allocation-rule","length":N}""")]
    [InlineData("""{"method":"truncated-binomial","length":N}""")]
    [InlineData("""{"method":"efron-coin","probability":"4/5"}""")]
    public void Many_arms_and_unequal_ratios_have_the_exact_characteristics(string procedure)
    {
        Compare(procedure, 12, Given.Ratio(2, 1));
        Compare(procedure, 12, Given.Ratio(1, 1, 2));
    }

    [Theory]
    [InlineData("""{"method":"complete"}""", 100 * 101 * 201 / 6)]
    [InlineData("""{"method":"permuted-block","sizes":[4]}""", 100 * 4 * 5 / 12.0)]
    [InlineData("""{"method":"random-allocation-rule","length":100}""", 100 * 100 * 101 / 12.0)]
    public void The_drift_variance_has_its_closed_form(string procedure, double variance)
    {
        var bias = Given.Simulated(procedure, Given.Ratio(1, 1), 100, Trials).ChronologicalBias;
        bias.ExactVariance.ShouldBe(variance);
        bias.CompleteVariance.ShouldBe(338350);
        Within(bias.Variance, variance, "drift");
    }

    private static void Compare(string procedure, int patients, AllocationRatio ratio, params string[] population)
    {
        var json = procedure.Replace("N", $"{patients}", StringComparison.Ordinal);
        OperatingCharacteristics.TryCompute(Given.Procedure(json, ratio), ratio, patients, out var exact, out var error).ShouldBeTrue(error);
        var result = Given.Simulated(json, ratio, patients, Trials, population);
        var where = $"{json} {ratio} {patients}";
        Within(result.Predictability.Convergence, (exact!.ExpectedCorrectGuesses / patients).ToDouble(), where);
        Within(result.Predictability.Deterministic, exact.DeterministicShare.ToDouble(), where);
        Within(result.Imbalance.Final.MeanSquared, exact.ExpectedSquaredFinalImbalance.ToDouble(), where);
        if (ratio is { Count: 2, IsEqual: true })
        {
            Within(result.ChronologicalBias.Variance, exact.DriftVariance!.Value.ToDouble(), where);
        }

        foreach (var (imbalance, probability) in exact.MaximumImbalance)
        {
            var (value, share) = (imbalance.ToDouble(), probability.ToDouble());
            var simulated = result.Imbalance.Largest.Values.Where(entry => Math.Abs(entry.Value - value) < 1e-9).Sum(entry => entry.Share);
            // What is expected in less than one trial may well happen in two or three.
            simulated.ShouldBe(share, (4 * Math.Sqrt(share * (1 - share) / Trials)) + (3.0 / Trials), $"{where}, largest imbalance {imbalance}");
        }
    }

    private static void Within(Estimate estimate, double exact, string where) =>
        estimate.Mean.ShouldBe(exact, (4 * estimate.StandardError) + 2e-7, where);
}
