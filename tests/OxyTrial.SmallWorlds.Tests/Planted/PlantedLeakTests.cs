using OxyTrial.Randomization;
using OxyTrial.SmallWorlds.Posteriors;
using OxyTrial.SmallWorlds.Trials;
using OxyTrial.SmallWorlds.Worlds;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.SmallWorlds.Tests.Planted;

public sealed class PlantedLeakTests
{
    [Fact]
    public async Task The_every_arm_rule_tells_by_a_refusal_that_two_share_an_arm()
    {
        var report = await Runs.ReportAsync(Runs.Trial("one-lot", rule: StockRule.EveryArm));

        // Refused after two or after three, one half each: a bit. The first two are equal, or they are not.
        report.LeakBits.ShouldBe(1, 1e-12);
        (report.Transcripts, report.TellingTranscripts).ShouldBe((36, 36));
        report.Worst!.Transcript[^1].ShouldStartWith("randomize participant 3: refused, 501");
        Belief(report, "A A A").ShouldBe((new Rational(1, 4), new Rational(1, 8)));
        Belief(report, "A B A").ShouldBe((Rational.Zero, new Rational(1, 8)));
    }

    [Fact]
    public async Task After_one_broken_code_the_every_arm_rule_tells_another_arm_for_certain()
    {
        var worst = (await Runs.ReportAsync(Runs.Trial("break-and-stock-out", rule: StockRule.EveryArm, participants: 3))).Worst!;

        var arms = worst.Beliefs.Where(belief => belief.AfterTranscript.Sign > 0).Select(belief => belief.Arms[..3]).Distinct().ToArray();
        arms.ShouldHaveSingleItem().ShouldBeOneOf("A A", "B B", "A B", "B A");
        worst.Transcript[^1].ShouldStartWith("known: participant 1 is in arm");
    }

    [Fact]
    public async Task The_every_arm_rule_passes_the_twin_test_all_the_same()
    {
        // With the arms exchanged everything seen is as likely as before: twins are alike, and yet the transcript tells.
        var byTranscript = (await Runs.WorldsAsync(Runs.Trial("one-lot", rule: StockRule.EveryArm)))
            .GroupBy(world => (Seen: string.Join('\n', world.Transcript) + world.JournalHead, Arms: string.Concat(world.Arms)))
            .ToDictionary(group => group.Key, group => Sum(group));

        foreach (var (world, probability) in byTranscript)
        {
            byTranscript[(world.Seen, string.Concat(world.Arms.Select(arm => arm == '0' ? '1' : '0')))].ShouldBe(probability);
        }
    }

    [Fact]
    public Task Kits_in_order_of_number_are_found() => FoundAsync(Leaks.InOrderOfNumber, Runs.Trial("one-lot"));

    [Fact]
    public Task Numbers_grouped_by_arm_are_found() => FoundAsync(Leaks.NumbersGroupedByArm, Runs.Trial("one-lot"));

    [Fact]
    public async Task The_earliest_expiry_within_an_arm_is_found_where_the_rule_around_it_tells_nothing()
    {
        var trial = Runs.Trial("one-set-lots", rule: StockRule.EveryArm);

        (await Runs.ReportAsync(trial)).Leaks.ShouldBeFalse();
        await FoundAsync(Leaks.EarliestExpiryWithinTheArm, trial);
    }

    [Fact]
    public Task A_refusal_when_the_arm_is_out_is_found() => FoundAsync(Leaks.RefusedWhenTheArmIsOut, Runs.Trial("one-lot", rule: StockRule.EveryArm));

    [Fact]
    public async Task A_sentence_that_depends_on_the_arm_of_who_comes_next_is_found()
    {
        var trial = Runs.Trial("three-arms", rule: StockRule.EveryArm);

        // Nobody who is randomized is told of, only the next: the arm a recruiter would like to know.
        (await Runs.ReportAsync(trial)).Leaks.ShouldBeFalse();
        var worst = (await FoundAsync(Leaks.SentenceThatDiffers, trial)).Worst!;
        worst.Participants[^1].ShouldBe(3);
        worst.Beliefs.GroupBy(belief => belief.Arms[..3]).ShouldAllBe(first => Total(first, belief => belief.AfterTranscript) == Total(first, belief => belief.ByProcedure));
    }

    [Fact]
    public async Task One_for_one_resupply_tells_more_than_balanced_sets()
    {
        var scenario = new Scenario("restocked", "two used, two sent", new Step.Supply("L1", 2), new Step.Randomize(1, 2), new Step.Supply("L2", 2, ExpiresInDays: 400), new Step.Randomize(3));
        var trial = new SmallTrial(scenario, new CompleteRandomization(), StockRule.EveryArm, 3);

        var balanced = await Runs.ReportAsync(trial, Leaks.BalancedResupply);
        var oneForOne = await FoundAsync(Leaks.OneForOneResupply, trial);
        oneForOne.LeakBits.ShouldBeGreaterThan(balanced.LeakBits);
    }

    [Theory]
    [InlineData("minimization")]
    [InlineData("permuted-block")]
    [InlineData("dynamic-hierarchical")]
    public Task With_other_procedures_the_every_arm_rule_is_found_too(string procedure) =>
        FoundAsync(WorldParts.Real, Runs.Trial("one-lot", procedure, StockRule.EveryArm));

    private static async Task<LeakReport> FoundAsync(WorldParts parts, SmallTrial trial)
    {
        var report = await Runs.ReportAsync(trial, parts);
        report.Leaks.ShouldBeTrue();
        report.LeakBits.ShouldBeGreaterThan(0.01);
        return report;
    }

    private static (Rational After, Rational Before) Belief(LeakReport report, string arms) =>
        report.Worst!.Beliefs.Where(belief => belief.Arms == arms).Select(belief => (belief.AfterTranscript, belief.ByProcedure)).Single();

    private static Rational Sum(IEnumerable<Sighting> worlds) => worlds.Aggregate(Rational.Zero, (sum, world) => sum + world.Probability);

    private static Rational Total(IEnumerable<ArmsBelief> beliefs, Func<ArmsBelief, Rational> probability) =>
        beliefs.Aggregate(Rational.Zero, (sum, belief) => sum + probability(belief));
}
