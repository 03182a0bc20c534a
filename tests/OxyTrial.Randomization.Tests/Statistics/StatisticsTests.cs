using Shouldly;

namespace OxyTrial.Randomization.Tests.Statistics;

/// <summary>The checks themselves, against published values: a wrong p value would prove anything.</summary>
public sealed class StatisticsTests
{
    [Theory]
    [InlineData(3.841459, 1, .05)]
    [InlineData(10.827566, 1, .001)]
    [InlineData(18.307038, 10, .05)]
    [InlineData(43.820196, 19, .001)]
    [InlineData(124.342113, 100, .05)]
    [InlineData(330.519744, 255, .001)]
    public void The_tail_of_chi_square_agrees_with_its_tables(double statistic, int degrees, double p) =>
        IncompleteGamma.ChiSquareTail(statistic, degrees).ShouldBe(p, tolerance: p * 1e-4);

    [Fact]
    public void The_bit_tests_give_the_p_values_of_the_worked_examples_of_SP_800_22()
    {
        BitTests.Monobit(Bits("1011010101")).ShouldBe(0.527089, tolerance: 1e-6);
        BitTests.BlockFrequency(Bits("0110011010"), 3).ShouldBe(0.801252, tolerance: 1e-6);
        BitTests.Runs(Bits("1001101011")).ShouldBe(0.147232, tolerance: 1e-6);
        var (first, second) = BitTests.Serial(Bits("0011011101"), 3);
        first.ShouldBe(0.808792, tolerance: 1e-6);
        second.ShouldBe(0.670320, tolerance: 1e-6);
    }

    [Fact]
    public void An_impossible_observation_has_p_zero_and_a_thin_table_is_no_test()
    {
        var expected = new Dictionary<string, Rational> { ["A"] = new(1, 2), ["B"] = new(1, 2), ["C"] = default };
        var even = Enumerable.Repeat("A", 50).Concat(Enumerable.Repeat("B", 50)).ToArray();
        ChiSquare.PValue(even, expected).ShouldBe(1);
        ChiSquare.PValue([.. even, "C"], expected).ShouldBe(0);
        ChiSquare.PValue([.. even, "D"], expected).ShouldBe(0);
        Should.Throw<InvalidOperationException>(() => ChiSquare.PValue(["A"], expected));
    }

    private static bool[] Bits(string text) => [.. text.Select(letter => letter == '1')];
}
