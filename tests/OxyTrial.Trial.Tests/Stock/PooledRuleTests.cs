using System.Collections.Immutable;
using OxyTrial.Samples;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Trial.Tests.Stock;

/// <summary>The stock rules by worked examples; a kit's content is nowhere in them.</summary>
public sealed class PooledRuleTests
{
    private static readonly StudySpec Spec = TrialSamples.Spec();

    [Fact]
    public void Two_kits_of_each_arm_serve_two_assignments_and_no_third()
    {
        var site = States.Open.WithKits(Spec, sets: 2);
        Offered(site).ShouldBe(["L1:4"]);
        site = site.Then(Assigned(1));
        Offered(site).ShouldBe(["L1:3"]);
        site = site.Then(Assigned(2));
        Offered(site).ShouldBeEmpty();
    }

    [Fact]
    public void A_damaged_kit_counts_like_a_used_one_whatever_its_content()
    {
        var site = States.Open.WithKits(Spec, sets: 2).Then(new KitDamaged(TrialSamples.Kit(4), "dropped"), Assigned(1));
        Offered(site).ShouldBeEmpty();
    }

    [Fact]
    public void A_kit_counts_once_however_far_it_goes()
    {
        var site = States.Open.WithKits(Spec, sets: 2).Then(
            Assigned(1), new KitDispensed(TrialSamples.Kit(1), TrialSamples.Participant(1), "V1"), new KitReturned(TrialSamples.Kit(1), 2));
        site.Stock.Lots["L1"].UsedOrLost.ShouldBe(1);
        Offered(site).ShouldBe(["L1:3"]);
        Offered(site.Then(new KitDamaged(TrialSamples.Kit(2), "dropped"))).ShouldBeEmpty();
    }

    [Fact]
    public void Lots_open_in_order_of_expiry_one_at_a_time_and_close_for_all_arms_together()
    {
        var site = States.Open
            .WithKits(Spec, 2, "late", firstKit: 1, expiry: TrialSamples.Expiry)
            .WithKits(Spec, 1, "early", firstKit: 11, expiry: TrialSamples.Expiry.AddDays(-30))
            .WithKits(Spec, 1, "also-late", firstKit: 21, expiry: TrialSamples.Expiry);
        Offered(site).ShouldBe(["early:2"]);
        site = site.Then(Assigned(11));
        Offered(site).ShouldBe(["also-late:2"], "the other kit of the early lot stays where it is; equal expiry goes by name");
        site = site.Then(Assigned(22));
        Offered(site).ShouldBe(["late:4"]);
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(6, false)]
    public void A_lot_in_its_do_not_dispense_window_is_not_offered(int daysLeft, bool offered)
    {
        var site = States.Open.WithKits(Spec, 1, expiry: TrialSamples.Today.AddDays(daysLeft));
        Offered(site).Any().ShouldBe(offered);
    }

    [Fact]
    public void Without_a_window_the_last_day_of_use_is_the_day_of_expiry()
    {
        var spec = Spec with { Kits = Spec.Kits with { DoNotDispenseDays = 0 } };
        SiteStock.IsUsable(TrialSamples.Today, spec, TrialSamples.Today).ShouldBeTrue();
        SiteStock.IsUsable(TrialSamples.Today.AddDays(-1), spec, TrialSamples.Today).ShouldBeFalse();
    }

    [Fact]
    public void An_expired_lot_gives_way_to_the_next()
    {
        var site = States.Open.WithKits(Spec, 1, "old", 1, TrialSamples.Today).WithKits(Spec, 1, "new", 11);
        Offered(site).ShouldBe(["new:2"]);
    }

    [Theory]
    [InlineData(2, 1, 3)]
    [InlineData(3, 3, 3)]
    [InlineData(1, 1, 2)]
    public void With_an_unequal_ratio_the_arm_with_fewest_kits_limits(int first, int second, int third)
    {
        var spec = Spec.WithRatio(first, second, third);
        var fewest = int.Min(first, int.Min(second, third));
        const int sets = 2;
        var site = States.Open.WithKits(spec, sets);
        for (var used = 0; used < sets * fewest; used++)
        {
            SiteStock.CanServe(site.Stock.Lots["L1"], spec).ShouldBe((sets * fewest) - used);
            site = site.Then(Assigned(used + 1));
        }

        Offered(site, spec).ShouldBeEmpty();
        SiteStock.CanServe(site.Then(Assigned(sets * fewest + 1)).Stock.Lots["L1"], spec).ShouldBe(0);
    }

    [Fact]
    public void The_every_arm_rule_offers_every_usable_lot_and_leaves_the_choice_to_the_vault()
    {
        var spec = Spec.With(StockRule.EveryArm);
        var site = States.Open.WithKits(spec, 1, "b", 1).WithKits(spec, 1, "a", 11).WithKits(spec, 1, "old", 21, TrialSamples.Today);
        Offered(site, spec).ShouldBe(["a:2", "b:2"]);
        site = site.Then(Assigned(11), Assigned(12));
        Offered(site, spec).ShouldBe(["b:2"], "an empty lot is not offered");
    }

    [Fact]
    public void Kits_are_offered_in_order_of_number() =>
        States.Open.WithKits(Spec, 3).Stock.OpenLots(Spec, TrialSamples.Today).Single().Available.ShouldBe(TrialSamples.Kits(1, 6));

    [Fact]
    public void An_unknown_stock_rule_is_a_broken_invariant() =>
        Should.Throw<ArgumentOutOfRangeException>(() => SiteStock.Empty.OpenLots(Spec.With((StockRule)9), TrialSamples.Today));

    private static KitAssigned Assigned(int kit) => new(TrialSamples.Kit(kit), TrialSamples.Participant(kit), "V1");

    private static ImmutableArray<string> Offered(SiteState site, StudySpec? spec = null) =>
        [.. site.Stock.OpenLots(spec ?? Spec, TrialSamples.Today).Select(lot => $"{lot.Lot}:{lot.Available.Length}")];
}
