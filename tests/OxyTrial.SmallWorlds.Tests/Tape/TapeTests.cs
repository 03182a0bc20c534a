using OxyTrial.Randomization;
using OxyTrial.Randomization.Derivation;
using OxyTrial.SmallWorlds.Tape;
using Shouldly;

namespace OxyTrial.SmallWorlds.Tests.Tape;

public sealed class TapeTests
{
    private static readonly AllocationRatio OneToOne = AllocationRatio.Create(("A", 1), ("B", 1));

    [Fact]
    public void Every_run_comes_once_with_its_exact_probability()
    {
        var outcomes = Runs.Outcomes(tape => tape.Below(3) == 0 ? "none" : $"{tape.Choose([new(1, 4), 0, new(3, 4)])}");

        outcomes.ShouldBe(new Dictionary<string, Rational> { ["none"] = new(1, 3), ["0"] = new(1, 6), ["2"] = new(1, 2) }, ignoreOrder: true);
    }

    [Fact]
    public void A_replayed_run_that_asks_for_another_draw_is_refused()
    {
        var tape = new ChoiceTape();
        tape.Below(2);
        tape.Advance();

        Should.Throw<InvalidOperationException>(() => tape.Below(3));
    }

    [Fact]
    public void A_replayed_run_that_stops_early_is_refused()
    {
        var tape = new ChoiceTape();
        tape.Below(2);
        tape.Below(2);
        tape.Advance();
        tape.Below(2);

        Should.Throw<InvalidOperationException>(() => tape.Advance());
    }

    [Fact]
    public void Sorting_by_the_order_gives_every_arrangement_equally_often()
    {
        var outcomes = Runs.Outcomes(tape => string.Concat(new[] { "a", "b", "c", "d" }.Order(new TapeOrder(tape))));

        outcomes.Count.ShouldBe(24);
        outcomes.Values.ShouldAllBe(probability => probability == new Rational(1, 24));
    }

    [Fact]
    public void The_first_of_some_then_the_first_of_others_is_as_in_a_full_order()
    {
        // The first of a, b, c and then the first of b, c, d, from all 24 orders.
        var all = Runs.Outcomes(tape => string.Concat(new[] { "a", "b", "c", "d" }.Order(new TapeOrder(tape))));
        var expected = all.Keys.GroupBy(order => (order.First(one => one != 'd'), order.First(one => one != 'a')))
            .ToDictionary(group => group.Key, group => new Rational(group.Count(), 24));

        var outcomes = Runs.Outcomes(tape =>
        {
            var order = new TapeOrder(tape);
            return (new[] { "a", "b", "c" }.Order(order).First()[0], new[] { "b", "c", "d" }.Order(order).First()[0]);
        });

        outcomes.ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public void The_tape_numbers_kits_so_that_every_arrangement_of_contents_is_equally_likely()
    {
        var outcomes = Runs.Outcomes(tape => Contents(new KitCatalogue(OneToOne, 2, new TapeNumbers(tape, [[0, 1, 0, 1]]).Draw)));

        outcomes.Count.ShouldBe(6);
        outcomes.Values.ShouldAllBe(probability => probability == new Rational(1, 6));
    }

    [Fact]
    public void The_catalogue_makes_every_arrangement_equally_likely_of_numbers_drawn_without_repetition()
    {
        // What the tape's numbers presuppose, over all 24 orders of four numbers.
        var outcomes = Runs.Outcomes(tape => Contents(new KitCatalogue(OneToOne, 2, Permuted(tape, 4))));

        outcomes.Count.ShouldBe(6);
        outcomes.Values.ShouldAllBe(probability => probability == new Rational(1, 6));
    }

    [Fact]
    public void Numbers_that_are_not_drawn_at_random_make_an_arrangement_likelier()
    {
        var ascending = 0;

        Contents(new KitCatalogue(OneToOne, 2, () => $"000{ascending++}")).ShouldBe("0101");
    }

    /// <summary>Every order of the numbers, each equally likely.</summary>
    internal static Func<string> Permuted(ChoiceTape tape, int numbers)
    {
        List<int> left = [.. Enumerable.Range(0, numbers)];
        return () =>
        {
            var place = tape.Below(left.Count);
            var number = left[place];
            left.RemoveAt(place);
            return $"000{number}";
        };
    }

    private static string Contents(KitCatalogue catalogue) => string.Concat(catalogue.KitsOf(0, catalogue.Sets).Select(number => catalogue.ArmOf(number)));
}
