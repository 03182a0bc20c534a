using Shouldly;

namespace OxyTrial.Randomization.Tests.Procedures;

public class CompleteRandomizationTests
{
    private static readonly ProcedureDefinition s_complete = Given.Procedure("""{"method":"complete"}""");

    [Fact]
    public void Every_sequence_is_as_likely_as_every_other() =>
        Given.Sequences(2, 6).ShouldAllBe(arms => Given.SequenceProbability(s_complete, Given.OneToOne, arms) == new Rational(1, 64));

    [Fact]
    public void The_ratio_is_the_probability_whatever_happened()
    {
        var ratio = Given.Ratio(2, 1, 1);
        var state = Given.After(s_complete, ratio, "A", "A", "C");
        Given.Probabilities(state.Next(Profile.Empty)).ShouldBe(["1/2", "1/4", "1/4"]);
        Given.Imbalances(state.Next(Profile.Empty)).ShouldBe(["3/2", "0", "2"]);
    }

    [Fact]
    public void The_expected_squared_difference_is_the_number_of_participants()
    {
        var expected = Given.Sequences(2, 7).Aggregate(Rational.Zero, (sum, arms) =>
        {
            var difference = (2 * arms.Count(arm => arm == 'A')) - 7;
            return sum + (Given.SequenceProbability(s_complete, Given.OneToOne, arms) * (difference * difference));
        });
        expected.ToString().ShouldBe("7");
    }
}
