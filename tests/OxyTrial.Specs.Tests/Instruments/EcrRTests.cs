using OxyTrial.Instruments;
using Shouldly;

namespace OxyTrial.Specs.Tests.Instruments;

public sealed class EcrRTests
{
    private static readonly int[] Reversed = [9, 11, 20, 22, 26, 27, 28, 29, 30, 31, 33, 34, 35, 36];

    [Fact]
    public void It_has_36_items_of_two_scales_and_14_reverse_keyed_ones()
    {
        var instrument = InstrumentCatalogue.EcrR;

        instrument.Items.Select(item => item.Number).ShouldBe(Enumerable.Range(1, 36));
        instrument.Items.Take(18).ShouldAllBe(item => item.Scale == "anxiety");
        instrument.Items.Skip(18).ShouldAllBe(item => item.Scale == "avoidance");
        instrument.Items.Where(item => item.Reversed).Select(item => item.Number).ShouldBe(Reversed);
        instrument.Items[8].Id.ShouldBe("ecr-r-09");
    }

    // Anxiety: 16 items count 1, items 9 and 11 count 7: 16 + 14 = 30. Avoidance: 6 items count 1, 12 count 7: 6 + 84 = 90.
    [Fact]
    public void All_ones_are_30_of_18_on_anxiety_and_90_of_18_on_avoidance()
    {
        var scored = Scored(All(1));

        scored["anxiety"].ShouldBe(new ScaleScore("anxiety", 30, 18, 0));
        scored["avoidance"].ShouldBe(new ScaleScore("avoidance", 90, 18, 0));
        scored["anxiety"].ToDecimal().ShouldBe(1.6667m);
        scored["avoidance"].ToDecimal().ShouldBe(5m);
    }

    [Fact]
    public void All_fours_are_4_whatever_the_key()
    {
        var scored = Scored(All(4));

        scored["anxiety"].ToDecimal().ShouldBe(4m);
        scored["avoidance"].ToDecimal().ShouldBe(4m);
    }

    [Fact]
    public void Each_item_alone_moves_its_own_scale_in_the_direction_of_its_key()
    {
        for (var number = 1; number <= 36; number++)
        {
            var responses = All(4);
            responses[number - 1] = 6;
            var scored = Scored(responses);
            var moved = Reversed.Contains(number) ? 70 : 74;

            scored["anxiety"].Sum.ShouldBe(number <= 18 ? moved : 72, $"item {number}");
            scored["avoidance"].Sum.ShouldBe(number <= 18 ? 72 : moved, $"item {number}");
        }
    }

    [Theory]
    [InlineData(1, "anxiety")]
    [InlineData(19, "avoidance")]
    public void Three_missing_items_of_a_scale_are_made_up_by_the_mean_of_the_others(int first, string scale)
    {
        var score = Scored(Missing(All(5), first, 3))[scale];

        score.Missing.ShouldBe(3);
        score.Answered.ShouldBe(15);
    }

    // Items 1-3 missing; 13 of the remaining 15 count 5, items 9 and 11 count 3: 65 + 6 = 71; 71/15 = 4.7333…
    [Fact]
    public void The_person_mean_divides_by_the_items_answered()
    {
        var score = Scored(Missing(All(5), 1, 3))["anxiety"];

        score.Sum.ShouldBe(71);
        score.ToDecimal().ShouldBe(4.7333m);
    }

    [Theory]
    [InlineData(1, "anxiety")]
    [InlineData(19, "avoidance")]
    public void Four_missing_items_of_a_scale_are_refused_and_the_scale_is_named(int first, string scale)
    {
        var refusal = Unscorable(Missing(All(5), first, 4)).Refusals.Single();

        ((int)refusal.Kind).ShouldBe(3);
        refusal.Subject.ShouldBe(scale);
        refusal.Sentence.ShouldBe($"4 of the 18 items of scale '{scale}' are not answered; at most 3 may be missing.");
    }

    [Fact]
    public void Both_scales_are_named_when_both_miss_too_many() =>
        Unscorable(Missing(Missing(All(5), 1, 4), 19, 18)).Refusals.Select(refusal => refusal.Subject).ShouldBe(["anxiety", "avoidance"]);

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void A_response_outside_1_to_7_is_refused_and_the_item_is_named(int response)
    {
        var responses = All(4);
        responses[8] = response;
        responses[19] = response;

        var refusals = Unscorable(responses).Refusals;

        refusals.Select(refusal => (refusal.Kind, refusal.Subject)).ShouldBe([(ScoreRefusalKind.ResponseOutOfRange, "ecr-r-09"), (ScoreRefusalKind.ResponseOutOfRange, "ecr-r-20")]);
        refusals[0].Sentence.ShouldStartWith("Item 9 was answered");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(35)]
    [InlineData(37)]
    public void Any_number_of_responses_but_36_is_refused(int count)
    {
        var refusal = Unscorable([.. Enumerable.Repeat<int?>(9, count)]).Refusals.Single();

        refusal.Kind.ShouldBe(ScoreRefusalKind.WrongNumberOfResponses, "it takes precedence over responses out of range");
    }

    [Fact]
    public void A_response_out_of_range_takes_precedence_over_missing_ones()
    {
        var responses = Missing(All(4), 1, 10);
        responses[35] = 8;

        Unscorable(responses).Refusals.Single().Subject.ShouldBe("ecr-r-36");
    }

    [Theory]
    [InlineData(71, ScaleLevel.Low, ScaleLevel.Low)]
    [InlineData(72, ScaleLevel.Low, ScaleLevel.High)]
    [InlineData(73, ScaleLevel.High, ScaleLevel.High)]
    public void Only_a_score_on_the_cut_off_follows_the_tie_rule(int sum, ScaleLevel tieLow, ScaleLevel tieHigh)
    {
        var score = new ScaleScore("anxiety", sum, 18, 0);

        new CutOffRule(4m, ScaleLevel.Low).LevelOf(score.Value).ShouldBe(tieLow);
        new CutOffRule(4m, ScaleLevel.High).LevelOf(score.Value).ShouldBe(tieHigh);
    }

    // 71/15 = 4.7333… lies above 4.7333 although both print the same; a third can never be on a decimal cut-off.
    [Fact]
    public void The_comparison_uses_the_fraction_and_not_the_printed_score()
    {
        var score = new ScaleScore("anxiety", 71, 15, 3);

        new CutOffRule(4.7333m, ScaleLevel.Low).LevelOf(score.Value).ShouldBe(ScaleLevel.High);
        new CutOffRule(4.7334m, ScaleLevel.High).LevelOf(score.Value).ShouldBe(ScaleLevel.Low);
        score.CompareTo(4.7333333333333333333333333333m).ShouldBePositive();
        score.CompareTo(-79228162514264337593543950335m).ShouldBePositive();
        score.CompareTo(decimal.MaxValue).ShouldBeNegative();
        new ScaleScore("anxiety", 63, 18, 0).CompareTo(3.50m).ShouldBe(0);
    }

    [Theory]
    [InlineData("ecr-r", true)]
    [InlineData("ECR-R", false)]
    [InlineData("aai", true)]
    [InlineData("ecr", false)]
    [InlineData(null, false)]
    public void The_catalogue_knows_an_instrument_by_its_exact_id(string? id, bool known) =>
        InstrumentCatalogue.TryGet(id, out _).ShouldBe(known);

    private static int?[] All(int response) => [.. Enumerable.Repeat<int?>(response, 36)];

    private static int?[] Missing(int?[] responses, int first, int count)
    {
        Array.Clear(responses, first - 1, count);
        return responses;
    }

    private static Scored Scored(int?[] responses) => InstrumentCatalogue.EcrR.Score(responses).ShouldBeOfType<Scored>();

    private static Unscorable Unscorable(int?[] responses) => InstrumentCatalogue.EcrR.Score(responses).ShouldBeOfType<Unscorable>();
}
