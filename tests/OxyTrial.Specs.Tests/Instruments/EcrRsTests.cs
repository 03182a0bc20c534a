using OxyTrial.Instruments;
using Shouldly;

namespace OxyTrial.Specs.Tests.Instruments;

public sealed class EcrRsTests
{
    private static readonly Questionnaire Parents = InstrumentCatalogue.EcrRs.About(["father", "mother"]);

    [Fact]
    public void Nine_items_are_asked_about_each_of_four_persons()
    {
        var instrument = InstrumentCatalogue.EcrRs;

        instrument.Targets.ShouldBe(["mother", "father", "partner", "friend"]);
        instrument.Dimensions.ShouldBe(["avoidance", "anxiety"]);
        foreach (var target in instrument.Targets)
        {
            var items = instrument.Items.Where(item => item.Target == target).ToArray();
            items.Select(item => item.Id).ShouldBe(Enumerable.Range(1, 9).Select(number => $"ecr-rs-{target}-{number:00}"));
            items.Take(6).ShouldAllBe(item => item.Scale == $"{target}.avoidance");
            items.Skip(6).ShouldAllBe(item => item.Scale == $"{target}.anxiety");
            items.Where(item => item.Reversed).Select(item => item.Number).ShouldBe([1, 2, 3, 4]);
        }
    }

    [Fact]
    public void A_part_of_the_persons_keeps_the_questionnaires_order() =>
        Parents.Scales.Select(scale => scale.Name).ShouldBe(["mother.avoidance", "mother.anxiety", "father.avoidance", "father.anxiety"]);

    [Fact]
    public void A_person_whom_it_is_not_asked_about_is_no_questionnaire() =>
        Should.Throw<ArgumentException>(() => InstrumentCatalogue.EcrRs.About(["dog"]));

    // Mother: items 1-4 reversed give 7 + 6 + 5 + 4, items 5 and 6 give 5 + 6: 33/6; anxiety (7 + 1 + 2)/3.
    // Father, item 6 missing: 7 + 6 + 5 + 4 + 5 = 27 of 5; anxiety (1 + 1 + 4)/3.
    [Fact]
    public void Each_person_has_scores_and_the_global_score_is_their_mean()
    {
        var scored = Parents.Score([1, 2, 3, 4, 5, 6, 7, 1, 2, 1, 2, 3, 4, 5, null, 1, 1, 4]).ShouldBeOfType<Scored>();

        scored["mother.avoidance"].ShouldBe(new ScaleScore("mother.avoidance", 33, 6, 0));
        scored["father.avoidance"].ShouldBe(new ScaleScore("father.avoidance", 27, 5, 1));
        scored["mother.anxiety"].ShouldBe(new ScaleScore("mother.anxiety", 10, 3, 0));
        ExactScore.On(scored.Scales, "avoidance", ["mother", "father"]).ShouldBe(ExactScore.Of(5.45m));
        ExactScore.On(scored.Scales, "anxiety", ["mother", "father"])!.ToDecimal().ShouldBe(2.6667m);
        ExactScore.On(scored.Scales, "anxiety", ["father"]).ShouldBe(ExactScore.Of(2m));
    }

    [Theory]
    [InlineData(7, "mother.anxiety", "1 of the 3 items of scale 'mother.anxiety' are not answered; at most 0 may be missing.")]
    [InlineData(16, "father.anxiety", "1 of the 3 items of scale 'father.anxiety' are not answered; at most 0 may be missing.")]
    public void No_item_of_three_may_be_missing(int missing, string scale, string sentence)
    {
        var unscorable = Parents.Score([.. Enumerable.Range(1, 18).Select(place => place == missing ? null : (int?)4)]).ShouldBeOfType<Unscorable>();

        unscorable.Refusals.Single().ShouldBe(new ScoreRefusal(ScoreRefusalKind.TooManyMissing, scale, sentence));
        unscorable.Scorable.Length.ShouldBe(3);
    }

    [Fact]
    public void A_person_left_out_leaves_no_global_score()
    {
        var unscorable = Parents.Score([.. Enumerable.Range(1, 18).Select(place => place > 9 ? null : (int?)4)]).ShouldBeOfType<Unscorable>();

        ExactScore.On(unscorable.Scorable, "avoidance", ["mother"]).ShouldNotBeNull();
        ExactScore.On(unscorable.Scorable, "avoidance", ["mother", "father"]).ShouldBeNull();
    }

    [Fact]
    public void A_response_out_of_range_names_item_and_person() =>
        Parents.Score([.. Enumerable.Range(1, 18).Select(place => (int?)(place == 12 ? 8 : 4))]).ShouldBeOfType<Unscorable>()
            .Refusals.Single().Sentence.ShouldBe("Item 3 about father was answered 8; responses go from 1 to 7.");
}
