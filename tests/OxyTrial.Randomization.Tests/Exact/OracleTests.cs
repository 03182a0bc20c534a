using OxyTrial.Randomization.Exact;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Exact;

/// <summary>Published and independently computed values: shares to six places, closed forms as fractions.</summary>
public class OracleTests
{
    [Theory]
    [InlineData("""{"method":"efron-coin","probability":"2/3"}""", .617053, .623333, 0)]
    [InlineData("""{"method":"big-stick","tolerance":3}""", .572222, .581111, .1622)]
    [InlineData("""{"method":"big-stick","tolerance":4}""", .543774, .558750, .1175)]
    [InlineData("""{"method":"block-urn","lambda":3}""", .622664, .630415, .0574)]
    [InlineData("""{"method":"wei-urn","alpha":0,"beta":1}""", .589777, .543438, .01)]
    [InlineData("""{"method":"random-allocation-rule","length":N}""", .616887, .557823, .0196)]
    [InlineData("""{"method":"permuted-block","sizes":[4]}""", .708333, .708333, .3333)]
    [InlineData("""{"method":"permuted-block","sizes":[6]}""", .670000, .680000, .2410)]
    [InlineData("""{"method":"permuted-block","sizes":[8]}""", .646429, .662143, .1920)]
    [InlineData("""{"method":"maximal","tolerance":3,"length":N}""", .642678, .628536, .0838)]
    public void Guesses_and_certain_allocations_are_those_of_the_literature(string procedure, double guesses20, double guesses100, double certain100)
    {
        var twenty = Of(procedure, 20);
        var hundred = Of(procedure, 100);
        (twenty.ExpectedCorrectGuesses / 20).ToDouble().ShouldBe(guesses20, 5e-7);
        (hundred.ExpectedCorrectGuesses / 100).ToDouble().ShouldBe(guesses100, 5e-7);
        hundred.DeterministicShare.ToDouble().ShouldBe(certain100, 5e-5);
    }

    // Zhao (2012), 100 patients, 5000 runs: three places.
    [Theory]
    [InlineData("""{"method":"big-stick","tolerance":4}""", .558, .118)]
    [InlineData("""{"method":"random-allocation-rule","length":100}""", .558, .020)]
    [InlineData("""{"method":"permuted-block","sizes":[4]}""", .709, .334)]
    [InlineData("""{"method":"permuted-block","sizes":[6]}""", .680, .241)]
    [InlineData("""{"method":"permuted-block","sizes":[8]}""", .662, .192)]
    public void A_published_simulation_agrees_within_its_own_error(string procedure, double guesses, double certain)
    {
        var exact = Of(procedure, 100);
        (exact.ExpectedCorrectGuesses / 100).ToDouble().ShouldBe(guesses, .0015);
        exact.DeterministicShare.ToDouble().ShouldBe(certain, .0015);
    }

    [Theory]
    [InlineData(6, new[] { 8, 18, 20, 20 })]
    [InlineData(8, new[] { 16, 54, 68, 70 })]
    public void The_maximal_procedure_has_as_many_sequences_as_its_paper_counts(int length, int[] byTolerance)
    {
        foreach (var (index, count) in byTolerance.Index())
        {
            Of($$"""{"method":"maximal","tolerance":{{index + 1}},"length":{{length}}}""", length).SequenceCount.ShouldBe(count);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(10)]
    public void A_block_of_2m_has_the_closed_form_of_its_guesses(int size)
    {
        // m + ½ (4^m / C(2m, m) − 1); certain: 1 / (m + 1) of all.
        var m = size / 2;
        var arrangements = Enumerable.Range(1, m).Aggregate(Rational.One, (product, i) => product * new Rational(m + i, i));
        var expected = m + ((new Rational(System.Numerics.BigInteger.Pow(4, m), 1) / arrangements) - 1) / 2;
        var exact = Of($$"""{"method":"permuted-block","sizes":[{{size}}]}""", size);
        exact.ExpectedCorrectGuesses.ShouldBe(expected);
        exact.DeterministicShare.ShouldBe(new Rational(1, m + 1));
        exact.ExpectedSquaredFinalImbalance.ShouldBe(Rational.Zero);
        exact.SequenceCount.ShouldBe(arrangements.Numerator);
    }

    [Fact]
    public void Random_block_sizes_approach_the_share_of_one_average_block()
    {
        // Guesses a block over participants a block: {2, 4, 6} 253/360, {4, 6} 52/75. The list's two ends weigh less the longer it is.
        foreach (var (sizes, limit) in new[] { ("[2,4,6]", new Rational(253, 360)), ("[4,6]", new Rational(52, 75)) })
        {
            var procedure = $$"""{"method":"permuted-block","sizes":{{sizes}}}""";
            var between = Of(procedure, 300).ExpectedCorrectGuesses - Of(procedure, 240).ExpectedCorrectGuesses;
            (between / 60).ToDouble().ShouldBe(limit.ToDouble(), 1e-6);
        }
    }

    [Fact]
    public void The_coins_have_their_closed_forms()
    {
        // Complete: E[D²] = N, half of the guesses. Efron at 2/3: share → 1/2 + (r − 1)/4r = 5/8. Big stick b: 1/2 + 1/4b, certain 1/2b.
        var complete = Of("""{"method":"complete"}""", 50);
        complete.ExpectedSquaredFinalImbalance.ShouldBe(50);
        complete.ExpectedCorrectGuesses.ShouldBe(25);
        complete.SequenceCount.ShouldBe(System.Numerics.BigInteger.Pow(2, 50));
        Slope("""{"method":"efron-coin","probability":"2/3"}""").Guesses.ShouldBe(5 / 8.0, 1e-7);
        var stick = Slope("""{"method":"big-stick","tolerance":3}""");
        stick.Guesses.ShouldBe(0.5 + (1 / 12.0), 1e-9);
        stick.Certain.ShouldBe(1 / 6.0, 1e-9);
        Slope("""{"method":"block-urn","lambda":2}""").Guesses.ShouldBe(2 / 3.0, 1e-9);
    }

    [Fact]
    public void The_truncated_binomial_has_its_closed_form()
    {
        // N/2 + N · C(N, N/2) / 2^(N+1), here N = 8: 4 + 8 · 70 / 512.
        Of("""{"method":"truncated-binomial","length":8}""", 8).ExpectedCorrectGuesses.ShouldBe(4 + new Rational(8 * 70, 512));
    }

    [Theory]
    [InlineData(0, 1, 12)]
    [InlineData(1, 1, 12)]
    [InlineData(3, 2, 12)]
    public void Weis_urn_has_its_recursion_of_the_squared_imbalance(int alpha, int beta, int patients)
    {
        // E[D²_(j+1)] = 1 + E[D²_j] (1 − 2β/(2α + βj)).
        var expected = Rational.One;
        for (var j = 1; j < patients; j++)
        {
            expected = 1 + (expected * (1 - new Rational(2 * beta, (2 * alpha) + (beta * j))));
        }

        var exact = Of($$"""{"method":"wei-urn","alpha":{{alpha}},"beta":{{beta}}}""", patients);
        exact.ExpectedSquaredFinalImbalance.ShouldBe(expected);
        (alpha != 0 || exact.ExpectedSquaredFinalImbalance == new Rational(patients, 3)).ShouldBeTrue();
    }

    [Theory]
    // Full blocks: N·b(b + 1)/12; random allocation rule N²(N + 1)/12; complete N(N + 1)(2N + 1)/6.
    [InlineData("""{"method":"permuted-block","sizes":[4]}""", 20, 20 * 4 * 5)]
    [InlineData("""{"method":"permuted-block","sizes":[6]}""", 24, 24 * 6 * 7)]
    [InlineData("""{"method":"random-allocation-rule","length":20}""", 20, 20 * 20 * 21)]
    [InlineData("""{"method":"complete"}""", 20, 2 * 20 * 21 * 41)]
    public void A_linear_trend_has_its_closed_forms(string procedure, int patients, int twelveTimes) =>
        Of(procedure, patients).DriftVariance.ShouldBe(new Rational(twelveTimes, 12));

    // The share of the 40 participants after the 160th, when the start is forgotten.
    private static (double Guesses, double Certain) Slope(string procedure)
    {
        var (early, late) = (Of(procedure, 160), Of(procedure, 200));
        return (((late.ExpectedCorrectGuesses - early.ExpectedCorrectGuesses) / 40).ToDouble(),
            (((late.DeterministicShare * 200) - (early.DeterministicShare * 160)) / 40).ToDouble());
    }

    private static ExactCharacteristics Of(string procedure, int patients) =>
        OperatingCharacteristics.TryCompute(
            Given.Procedure(procedure.Replace("N", $"{patients}", StringComparison.Ordinal)), Given.OneToOne, patients, out var exact, out var error)
            ? exact
            : throw new InvalidOperationException(error);
}
