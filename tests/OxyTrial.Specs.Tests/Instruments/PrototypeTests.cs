using OxyTrial.Instruments;
using Shouldly;

namespace OxyTrial.Specs.Tests.Instruments;

/// <summary>Ratings in the order of the form: secure, fearful, preoccupied, dismissing.</summary>
public sealed class PrototypeTests
{
    [Theory]
    [InlineData(7, 1, 2, 3, "secure", 7, 5)]
    [InlineData(1, 7, 2, 3, "fearful", -5, -7)]
    [InlineData(1, 2, 7, 3, "preoccupied", -5, 3)]
    [InlineData(1, 2, 3, 7, "dismissing", 3, -5)]
    public void The_highest_rating_gives_the_category_and_all_give_the_models(int secure, int fearful, int preoccupied, int dismissing, string category, int self, int other)
    {
        var rated = InstrumentCatalogue.Rq.Rate([secure, fearful, preoccupied, dismissing], choice: null).ShouldBeOfType<Rated>();

        rated.Category.Name.ShouldBe(category);
        rated.Models.ShouldBe(new PrototypeModels((secure + dismissing) - (preoccupied + fearful), (secure + preoccupied) - (dismissing + fearful)));
        rated.Models.ShouldBe(new PrototypeModels(self, other));
        rated.Tied.ShouldBeFalse();
    }

    [Fact]
    public void A_tie_is_settled_by_the_choice()
    {
        var rated = InstrumentCatalogue.Rq.Rate([5, 5, 1, 1], "fearful").ShouldBeOfType<Rated>();

        rated.Category.Name.ShouldBe("fearful");
        rated.Tied.ShouldBeTrue();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("preoccupied")]
    public void A_tie_without_a_choice_among_the_tied_has_no_category(string? choice)
    {
        var open = InstrumentCatalogue.Rq.Rate([5, 5, 1, 1], choice).ShouldBeOfType<Unratable>();

        open.Refusals.Single().Kind.ShouldBe(ScoreRefusalKind.Tied);
        open.Models.ShouldBe(new PrototypeModels(0, 0));
    }

    [Fact]
    public void Without_a_tie_the_rating_counts_whatever_was_chosen()
    {
        var rated = InstrumentCatalogue.Rq.Rate([6, 5, 1, 1], "fearful").ShouldBeOfType<Rated>();

        rated.Category.Name.ShouldBe("secure");
        rated.ChosenOther.ShouldBeTrue();
    }

    [Fact]
    public void No_rating_may_be_missing() =>
        InstrumentCatalogue.Rq.Rate([7, null, 1, 1], "secure").ShouldBeOfType<Unratable>().Refusals.Single().Kind.ShouldBe(ScoreRefusalKind.TooManyMissing);

    [Theory]
    [InlineData(new[] { 1, 2, 3 }, null, ScoreRefusalKind.WrongNumberOfResponses)]
    [InlineData(new[] { 1, 2, 3, 8 }, null, ScoreRefusalKind.ResponseOutOfRange)]
    [InlineData(new[] { 1, 2, 3, 4 }, "unresolved", ScoreRefusalKind.CategoryUnknown)]
    public void Wrong_entries_are_refused(int[] ratings, string? choice, ScoreRefusalKind kind) =>
        InstrumentCatalogue.Rq.Rate([.. ratings.Select(rating => (int?)rating)], choice).ShouldBeOfType<Unratable>().Refusals.Single().Kind.ShouldBe(kind);
}
