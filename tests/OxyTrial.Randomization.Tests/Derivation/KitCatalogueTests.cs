using OxyTrial.Randomization.Derivation;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Derivation;

public class KitCatalogueTests
{
    [Fact]
    public void Every_set_holds_the_ratio_and_every_number_is_distinct_and_valid()
    {
        var ratio = Given.Ratio(2, 1);
        var catalogue = new KitCatalogue(Given.Secret(1), Given.SpecSha256, ratio, 4, 333);
        var kits = Enumerable.Range(0, catalogue.Sets).SelectMany(catalogue.Set).ToList();
        Enumerable.Range(0, 333).ShouldAllBe(set => catalogue.Set(set).Count(kit => kit.Arm == 0) == 2 && catalogue.Set(set).Count == 3);
        kits.Select(kit => kit.Number).Distinct().Count().ShouldBe(999);
        kits.ShouldAllBe(kit => kit.Number.Length == 5 && KitCatalogue.CheckDigitIsValid(kit.Number));
        kits.ShouldAllBe(kit => catalogue.ArmOf(kit.Number) == kit.Arm);
        kits.ShouldContain(kit => kit.Number[0] == '0');
        catalogue.KitsOf(10, 20).ShouldBe(kits.Skip(30).Take(60).Select(kit => kit.Number).Order(StringComparer.Ordinal));
        catalogue.ArmOf("nothing").ShouldBeNull();
    }

    [Fact]
    public void A_larger_catalogue_begins_with_the_same_sets()
    {
        var (small, large) = (Catalogue(1, 5), Catalogue(1, 50));
        Enumerable.Range(0, 5).ShouldAllBe(set => small.Set(set).SequenceEqual(large.Set(set)));
        Catalogue(2, 5).KitsOf(0, 5).ShouldNotBe(small.KitsOf(0, 5));
    }

    [Theory]
    [InlineData(3, 1, "kit numbers of 3 digits; possible are 4 to 8, and the check digit")]
    [InlineData(9, 1, "kit numbers of 9 digits; possible are 4 to 8, and the check digit")]
    [InlineData(4, 0, "0 sets of 2 kits with numbers of 4 digits; possible are 1 to 500 sets, so that at most one number in ten is a kit")]
    [InlineData(4, 501, "501 sets of 2 kits with numbers of 4 digits; possible are 1 to 500 sets, so that at most one number in ten is a kit")]
    public void Too_few_digits_for_the_kits_are_refused(int digits, int sets, string refusal)
    {
        KitCatalogue.RefusalFor(Given.OneToOne, digits, sets).ShouldBe(refusal);
        Should.Throw<ArgumentException>(() => new KitCatalogue(Given.Secret(1), Given.SpecSha256, Given.OneToOne, digits, sets))
            .Message.ShouldBe(refusal);
        KitCatalogue.RefusalFor(Given.OneToOne, 4, 500).ShouldBeNull();
        KitCatalogue.RefusalFor(Given.OneToOne, 8, 5_000_000).ShouldBeNull();
    }

    [Fact]
    public void Sets_that_are_not_there_are_refused()
    {
        var catalogue = Catalogue(1, 5);
        Should.Throw<ArgumentOutOfRangeException>(() => catalogue.Set(5));
        Should.Throw<ArgumentOutOfRangeException>(() => catalogue.Set(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => catalogue.KitsOf(3, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => catalogue.KitsOf(0, -1));
        catalogue.KitsOf(5, 0).ShouldBeEmpty();
    }

    [Fact]
    public void The_check_digit_is_Damms_and_finds_every_wrong_digit_and_every_exchange_of_neighbours()
    {
        KitCatalogue.CheckDigitIsValid("5724").ShouldBeTrue();
        foreach (var number in Catalogue(1, 5).KitsOf(0, 5))
        {
            for (var place = 0; place < number.Length; place++)
            {
                var rest = (number[..place], number[(place + 1)..]);
                "0123456789".Count(digit => KitCatalogue.CheckDigitIsValid($"{rest.Item1}{digit}{rest.Item2}")).ShouldBe(1);
                if (place > 0 && number[place] != number[place - 1])
                {
                    KitCatalogue.CheckDigitIsValid($"{number[..(place - 1)]}{number[place]}{number[place - 1]}{rest.Item2}").ShouldBeFalse();
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("57a4")]
    [InlineData("572")]
    [InlineData("572４")]
    public void Other_texts_have_no_valid_check_digit(string text) => KitCatalogue.CheckDigitIsValid(text).ShouldBeFalse();

    [Fact]
    public void Neither_the_order_of_the_numbers_nor_the_secret_order_tells_the_arm()
    {
        // Wilcoxon's rank sum of arm A among 10 + 10 kits: mean 105, variance 175. Over 1000 secrets its mean has standard error 0.42.
        const int secrets = 1000;
        var (byNumber, byRank, firstOfSet) = (0.0, 0.0, 0);
        for (var number = 0; number < secrets; number++)
        {
            var secret = Given.Secret(number);
            var catalogue = Catalogue(number, 10);
            var kits = catalogue.KitsOf(0, 10);
            byNumber += RankSum(kits, catalogue);
            byRank += RankSum(kits.OrderBy(kit => KitOrder.Rank(secret, Given.SpecSha256, kit)), catalogue);
            firstOfSet += catalogue.Set(0)[0].Arm == 0 ? 1 : 0;
        }

        (byNumber / secrets).ShouldBeInRange(105 - 1.7, 105 + 1.7);
        (byRank / secrets).ShouldBeInRange(105 - 1.7, 105 + 1.7);
        firstOfSet.ShouldBeInRange(500 - 64, 500 + 64);
    }

    [Fact]
    public void The_kit_of_an_arm_is_its_first_in_the_secret_order_whatever_the_order_of_the_stock()
    {
        var secret = Given.Secret(9);
        var catalogue = Catalogue(9, 10);
        var choice = new KitChoice(catalogue, secret, Given.SpecSha256);
        var stock = catalogue.KitsOf(0, 10);
        var chosen = choice.Choose(stock, 1);
        chosen.ShouldBe(stock.Where(kit => catalogue.ArmOf(kit) == 1).MinBy(kit => KitOrder.Rank(secret, Given.SpecSha256, kit)));
        choice.Choose(stock.Reverse(), 1).ShouldBe(chosen);
        choice.Choose(stock.Where(kit => catalogue.ArmOf(kit) == 0), 1).ShouldBeNull();
    }

    private static KitCatalogue Catalogue(int secret, int sets) => new(Given.Secret(secret), Given.SpecSha256, Given.OneToOne, 5, sets);

    private static int RankSum(IEnumerable<string> kits, KitCatalogue catalogue) =>
        kits.Select((kit, place) => catalogue.ArmOf(kit) == 0 ? place + 1 : 0).Sum();
}
