using OxyTrial.Assessment.Simulation;
using Shouldly;

namespace OxyTrial.Assessment.Tests.Simulation;

public class PowerAndKitsTests
{
    [Fact]
    public void A_balanced_trial_loses_no_power()
    {
        // δ√(n/4) − z = ½·√32 − 1.96: Φ(.868463) = .80743, and nothing to speak of on the other side.
        var power = Given.Simulated("""{"method":"random-allocation-rule","length":128}""", Given.Ratio(1, 1), 128, 100).Power.ShouldHaveSingleItem();
        power.PlannedPower.ShouldBe(0.80743, 1e-5);
        power.MeanPower.ShouldBe(power.PlannedPower, 1e-12);
        power.PatientsLost.ShouldBe(0, 1e-9);
    }

    [Fact]
    public void A_coin_loses_one_patient()
    {
        // E[D²]/n = 1 whatever n.
        var power = Given.Simulated("""{"method":"complete"}""", Given.Ratio(1, 1), 100, 40_000).Power.ShouldHaveSingleItem();
        power.PatientsLost.ShouldBe(1, 4 * Math.Sqrt(2.0 / 40_000));
        power.Efficiency.ShouldBe(1 - (power.PatientsLost / 100), 1e-12);
        power.MeanPower.ShouldBeLessThan(power.PlannedPower);
        power.Percentile5Power.ShouldBeLessThan(power.MeanPower);
    }

    [Fact]
    public void Three_arms_have_three_comparisons()
    {
        var power = Given.Simulated("""{"method":"permuted-block","sizes":[4]}""", Given.Ratio(1, 1, 2), 100, 100).Power;
        power.Select(pair => pair.FirstArm + pair.SecondArm).ShouldBe(["AB", "AC", "BC"]);
        power.ShouldAllBe(pair => Math.Abs(pair.Efficiency - 1) < 1e-12);
    }

    [Fact]
    public void Kits_are_quantiles_of_the_patients_at_the_site()
    {
        // Binomial(100, ½): P(> 58) = .0443, P(> 57) = .0666; two kits a patient.
        var request = Given.Request("""{"method":"complete"}""", Given.Ratio(1, 1), 200, 40_000, "site=HD:1,MA:1") with { KitsPerParticipant = 2 };
        var sites = Given.Simulated(request).Kits;
        sites.Select(site => site.Site).ShouldBe(["HD", "MA"]);
        foreach (var site in sites)
        {
            site.ExpectedPatients.ShouldBe(100);

            // Patients at the site are Binomial(200, ½): P(> 112) = .0384, P(> 111) = .0518.
            site.PooledSets.ShouldBe(2 * 112);

            // In one arm Binomial(200, ¼): P(> 60) = .0455, P(> 59) = .0651.
            site.Arms.ShouldAllBe(arm => arm.Kits == 2 * 60 && Math.Abs(arm.MeanKits - 100) < 0.5);
            site.EveryArmSets.ShouldBeInRange(2 * 60, 2 * 65);
        }
    }

    [Fact]
    public void Without_sites_a_full_list_needs_exactly_its_kits()
    {
        var demand = Given.Simulated("""{"method":"random-allocation-rule","length":60}""", Given.Ratio(2, 1), 60, 500).Kits.ShouldHaveSingleItem();
        demand.Site.ShouldBeNull();
        (demand.PooledSets, demand.EveryArmSets).ShouldBe((60, 20));
        demand.Arms.Select(arm => arm.Kits).ShouldBe([40, 20]);
    }

    [Fact]
    public void Each_cohort_has_lists_of_its_own()
    {
        // One list would end balanced; two lists of blocks of four may both end in mid-block.
        const string json = """{"method":"permuted-block","sizes":[4]}""";
        Given.Simulated(json, Given.Ratio(1, 1), 8, 2000).Imbalance.Final.Maximum.ShouldBe(0);
        Given.Simulated(json, Given.Ratio(1, 1), 8, 2000, "cohort=BPD:1,healthy:1").Imbalance.Final.Maximum.ShouldBeGreaterThan(0);
    }
}
