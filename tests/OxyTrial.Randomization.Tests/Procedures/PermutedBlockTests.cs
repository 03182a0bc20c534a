using Shouldly;

namespace OxyTrial.Randomization.Tests.Procedures;

public class PermutedBlockTests
{
    [Theory]
    [InlineData("AABB", "1/6")]
    [InlineData("ABAB", "1/6")]
    [InlineData("AAAB", "0")]
    public void A_block_of_four_gives_each_balanced_sequence_one_sixth(string arms, string probability) =>
        Given.SequenceProbability(Blocks("[4]"), Given.OneToOne, arms).ToString().ShouldBe(probability);

    [Theory]
    [InlineData("[4]", 1, 1, 9)]
    [InlineData("[4,6]", 1, 1, 11)]
    [InlineData("[2,4,6]", 1, 1, 9)]
    [InlineData("[3,6]", 1, 2, 9)]
    [InlineData("[2,4]", 1, 1, 10)]
    public void Every_sequence_has_the_probability_complete_enumeration_gives_it(string sizes, int first, int second, int length)
    {
        var ratio = Given.Ratio(first, second);
        var definition = Blocks(sizes, ratio);
        var expected = Enumerated(((PermutedBlock)definition).Sizes, ratio, length);
        foreach (var arms in Given.Sequences(2, length))
        {
            Given.SequenceProbability(definition, ratio, arms).ShouldBe(expected.GetValueOrDefault(arms), arms);
        }
    }

    [Fact]
    public void Random_sizes_are_weighed_by_what_the_list_so_far_tells()
    {
        // After AAA the block must be of six: B until it is closed.
        var state = Given.After(Blocks("[4,6]"), Given.OneToOne, "A", "A", "A");
        Given.Probabilities(state.Next(Profile.Empty)).ShouldBe(["0", "1"]);

        // After AA: size 4 has likelihood 1/6, size 6 has 1/5, so A is 6/11 · 1/4.
        Given.Probabilities(Given.After(Blocks("[4,6]"), Given.OneToOne, "A", "A").Next(Profile.Empty)).ShouldBe(["3/22", "19/22"]);
    }

    [Fact]
    public void The_imbalance_is_the_range_of_ratio_scaled_counts_after_the_assignment()
    {
        var ratio = Given.Ratio(2, 1);
        var state = Given.After(Blocks("[6]", ratio), ratio, "A", "A", "A");
        Given.Imbalances(state.Next(Profile.Empty)).ShouldBe(["2", "1/2"]);
        Given.Probabilities(state.Next(Profile.Empty)).ShouldBe(["1/3", "2/3"]);
        state.Probabilities(Profile.Empty).ToArray().ShouldBe([new Rational(1, 3), new Rational(2, 3)]);
    }

    [Fact]
    public void An_arm_without_a_place_in_any_block_is_not_added()
    {
        var state = Given.After(Blocks("[4]"), Given.OneToOne, "A", "A");
        state.TryAdd(Profile.Empty, 0).ShouldBeFalse();
        Given.Probabilities(state.Next(Profile.Empty)).ShouldBe(["0", "1"]);
        Should.Throw<InvalidOperationException>(() => state.Add(Profile.Empty, 0));
        state.Add(Profile.Empty, 1);
    }

    [Fact]
    public void Sizes_that_do_not_fit_another_ratio_are_an_exception() =>
        Should.Throw<ArgumentException>(() => Blocks("[4]").Open(Given.Ratio(2, 1)));

    private static ProcedureDefinition Blocks(string sizes, AllocationRatio? ratio = null) =>
        Given.Procedure($$"""{"method":"permuted-block","sizes":{{sizes}}}""", ratio);

    // Writes out every list of whole blocks that reaches the length, with its probability, and cuts it there.
    private static Dictionary<string, Rational> Enumerated(IReadOnlyList<int> sizes, AllocationRatio ratio, int length)
    {
        var probabilities = new Dictionary<string, Rational>();
        void Extend(string list, Rational probability)
        {
            if (list.Length >= length)
            {
                probabilities[list[..length]] = probabilities.GetValueOrDefault(list[..length]) + probability;
                return;
            }

            foreach (var size in sizes)
            {
                var arrangements = Given.Sequences(2, size)
                    .Where(block => block.Count(arm => arm == 'A') == size / ratio.Sum * ratio[0]).ToList();
                foreach (var block in arrangements)
                {
                    Extend(list + block, probability * new Rational(1, sizes.Count * arrangements.Count));
                }
            }
        }

        Extend("", Rational.One);
        return probabilities;
    }
}
