using OxyTrial.Assessment.Simulation;
using Shouldly;

namespace OxyTrial.Assessment.Tests.Simulation;

public class BuildingBlockTests
{
    [Fact]
    public void The_generator_is_the_published_one()
    {
        // First numbers of xoshiro256** from the state 1, 2, 3, 4, as implementations of it publish them.
        var generator = new Generator(1, 2, 3, 4);
        ulong[] numbers = [generator.Next(), generator.Next(), generator.Next(), generator.Next(), generator.Next()];
        numbers.ShouldBe([11520UL, 0UL, 1509978240UL, 1215971899390074240UL, 1216172134540287360UL]);
    }

    [Fact]
    public void Streams_of_neighboring_trials_and_seeds_are_uniform_together()
    {
        // χ² of the top six bits of the first draws: 63 degrees of freedom, five standard deviations.
        var counts = new int[64];
        for (var seed = 0; seed < 64; seed++)
        {
            for (var trial = 0; trial < 1000; trial++)
            {
                counts[new Generator(seed, trial).Next() >> 58]++;
            }
        }

        counts.Sum(count => Math.Pow(count - 1000, 2) / 1000).ShouldBeInRange(63 - (5 * Math.Sqrt(126)), 63 + (5 * Math.Sqrt(126)));
    }

    [Fact]
    public void The_alias_table_draws_each_outcome_with_its_share()
    {
        double[] shares = [0.5, 0.25, 0.125, 0, 0.1, 0.025];
        var (table, draws, counts) = (new AliasTable(shares), new Generator(5, 0), new int[shares.Length]);
        for (var draw = 0; draw < 100_000; draw++)
        {
            counts[table.Draw(ref draws)]++;
        }

        counts[3].ShouldBe(0);
        for (var outcome = 0; outcome < shares.Length; outcome++)
        {
            ((double)counts[outcome]).ShouldBe(100_000 * shares[outcome], 4 * Math.Sqrt(100_000 * shares[outcome] * (1 - shares[outcome])) + 1e-9);
        }
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1.959963984540054, 0.975)]
    [InlineData(-1.2815515655446004, 0.1)]
    [InlineData(-6, 9.865876450376946e-10)]
    public void The_normal_distribution_has_its_tabled_values(double x, double probability)
    {
        Normal.Distribution(x).ShouldBe(probability, 1e-14);
        Normal.Quantile(probability).ShouldBe(x, 1e-6);
    }

    [Fact]
    public void Moments_are_those_of_the_numbers()
    {
        var moments = default(Moments);
        foreach (var number in new long[] { 1L << 44, (1L << 44) + 2, (1L << 44) + 4, (1L << 44) + 6 })
        {
            moments.Add(number);
        }

        // Variance 20/3: lost altogether if squares of this size were subtracted as doubles.
        var estimate = moments.Estimate(4, 1);
        estimate.Mean.ShouldBe((1L << 44) + 3);
        estimate.StandardError.ShouldBe(Math.Sqrt(20 / 3.0 / 4), 1e-12);
    }

    [Fact]
    public void A_histogram_keeps_small_and_large_numbers_and_its_quantiles()
    {
        var histogram = new Histogram();
        foreach (var value in new long[] { 3, 0, 3, 5_000_000, 17 })
        {
            histogram.Add(value);
        }

        histogram.Entries().ShouldBe([(0, 1), (3, 2), (17, 1), (5_000_000, 1)]);
        histogram.UpperQuantile(0.5).ShouldBe(3);
        histogram.UpperQuantile(0.2).ShouldBe(17);
        histogram.UpperQuantile(0.1).ShouldBe(5_000_000);
    }
}
