using System.Numerics;
using OxyTrial.Randomization.Bits;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Statistics;

/// <summary>Bounded integers, weighted choices and shuffles from the real generator; each check at level .001.</summary>
public sealed class DrawStatisticsTests
{
    private const int Draws = 20_000;

    public static TheoryData<int> Bounds => new(2, 3, 5, 6, 7, 10, 100, 257, 1000);

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Every_integer_below_a_bound_is_as_frequent(int bound)
    {
        var bits = Stream(bound);
        ChiSquare.PValueOfUniform(Many(() => UniformInteger.Below(bits, bound)), [.. Enumerable.Range(0, bound)]).ShouldBeGreaterThan(ChiSquare.Level);
    }

    [Fact]
    public void So_is_every_sixteenth_of_a_bound_that_fills_no_word()
    {
        var bits = Stream(1);
        var bound = 3 * (BigInteger.One << 40);
        ChiSquare.PValueOfUniform(Many(() => (int)(16 * UniformInteger.Below(bits, bound) / bound)), [.. Enumerable.Range(0, 16)]).ShouldBeGreaterThan(ChiSquare.Level);
    }

    [Fact]
    public void A_remainder_instead_of_rejection_fails()
    {
        var bits = Stream(2);
        ChiSquare.PValueOfUniform(Many(() => UniformInteger.Below(bits, 256) % 100), [.. Enumerable.Range(0, 100)]).ShouldBeLessThan(ChiSquare.Level);
    }

    [Fact]
    public void A_weighted_choice_has_its_exact_fractions()
    {
        Rational[] probabilities = [new(1, 7), new(2, 15), default, new(5, 21), new(17, 35)];
        var bits = Stream(3);
        ChiSquare.PValue(Many(() => WeightedChoice.Draw(bits, probabilities)), Expected(probabilities)).ShouldBeGreaterThan(ChiSquare.Level);
    }

    [Fact]
    public void A_weighted_choice_of_other_fractions_fails()
    {
        // 2/15 and 1/7 exchanged: they differ by one in a hundred.
        var bits = Stream(4);
        var draws = Many(() => WeightedChoice.Draw(bits, [new(2, 15), new(1, 7), default, new(5, 21), new(17, 35)]), 4 * Draws);
        ChiSquare.PValue(draws, Expected([new(1, 7), new(2, 15), default, new(5, 21), new(17, 35)])).ShouldBeLessThan(ChiSquare.Level);
    }

    [Fact]
    public void A_bernoulli_draw_has_its_probability()
    {
        var bits = Stream(5);
        var expected = new Dictionary<bool, Rational> { [true] = new(4, 5), [false] = new(1, 5) };
        ChiSquare.PValue(Many(() => WeightedChoice.Bernoulli(bits, new Rational(4, 5))), expected).ShouldBeGreaterThan(ChiSquare.Level);
        var biased = BiasedBits.TooManyOnes(Stream(5));
        ChiSquare.PValue(Many(() => WeightedChoice.Bernoulli(biased, new Rational(4, 5))), expected).ShouldBeLessThan(ChiSquare.Level);
    }

    [Fact]
    public void Every_arrangement_of_five_items_is_as_frequent()
    {
        var bits = Stream(6);
        ChiSquare.PValueOfUniform(Many(() => Shuffled(bits)), Arrangements()).ShouldBeGreaterThan(ChiSquare.Level);
    }

    [Fact]
    public void The_shuffle_that_exchanges_with_any_item_fails()
    {
        var bits = Stream(7);
        ChiSquare.PValueOfUniform(Many(() => Shuffled(_ => UniformInteger.Below(bits, 5))), Arrangements()).ShouldBeLessThan(ChiSquare.Level);
    }

    [Fact]
    public void So_does_the_right_shuffle_of_a_source_that_repeats_itself()
    {
        var bits = BiasedBits.Repeating(Stream(8));
        ChiSquare.PValueOfUniform(Many(() => Shuffled(bits)), Arrangements()).ShouldBeLessThan(ChiSquare.Level);
    }

    private static Dictionary<int, Rational> Expected(Rational[] probabilities) =>
        probabilities.Select((probability, index) => (probability, index)).ToDictionary(pair => pair.index, pair => pair.probability);

    private static string[] Arrangements() => [.. Given.Sequences(5, 5).Where(sequence => sequence.Distinct().Count() == 5)];

    private static string Shuffled(IRandomBits bits)
    {
        var items = "ABCDE".ToCharArray();
        FisherYates.Shuffle<char>(bits, items);
        return new string(items);
    }

    private static string Shuffled(Func<int, int> index)
    {
        var items = "ABCDE".ToCharArray();
        FisherYates.Shuffle(items.AsSpan(), index);
        return new string(items);
    }

    private static IEnumerable<T> Many<T>(Func<T> draw, int draws = Draws) => Enumerable.Range(0, draws).Select(_ => draw());

    private static DrbgStream Stream(int number) => new(new HmacDrbg(Given.SpecSha256, "draws"u8, BitConverter.GetBytes(number)));
}
