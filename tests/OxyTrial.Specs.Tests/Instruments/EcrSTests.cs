using OxyTrial.Instruments;
using Shouldly;

namespace OxyTrial.Specs.Tests.Instruments;

public sealed class EcrSTests
{
    private static readonly int[] Reversed = [1, 5, 8, 9];

    [Fact]
    public void Its_key_says_that_it_is_to_be_verified() =>
        InstrumentCatalogue.EcrS.Remark!.ShouldContain("verified against the primary paper");

    [Fact]
    public void Odd_items_are_avoidance_and_even_ones_anxiety_and_each_moves_its_own_scale_in_the_direction_of_its_key()
    {
        for (var number = 1; number <= 12; number++)
        {
            var responses = Enumerable.Repeat<int?>(4, 12).ToArray();
            responses[number - 1] = 6;
            var scored = InstrumentCatalogue.EcrS.Score(responses).ShouldBeOfType<Scored>();
            var moved = Reversed.Contains(number) ? 22 : 26;

            scored["avoidance"].Sum.ShouldBe(number % 2 == 1 ? moved : 24, $"item {number}");
            scored["anxiety"].Sum.ShouldBe(number % 2 == 0 ? moved : 24, $"item {number}");
        }
    }

    [Fact]
    public void One_item_of_six_may_be_missing_and_two_may_not()
    {
        InstrumentCatalogue.EcrS.Score([null, null, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4]).ShouldBeOfType<Scored>()["avoidance"].Missing.ShouldBe(1);
        InstrumentCatalogue.EcrS.Score([null, 4, null, 4, 4, 4, 4, 4, 4, 4, 4, 4]).ShouldBeOfType<Unscorable>().Refusals.Single().Subject.ShouldBe("avoidance");
    }
}
