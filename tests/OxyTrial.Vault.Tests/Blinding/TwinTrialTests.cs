using System.Collections.Immutable;
using System.Text.Json;
using OxyTrial.Grains.Commands;
using OxyTrial.Randomization;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Vault.Tests.Blinding;

/// <summary>The same trial twice with one secret, the arms exchanged together with the kits' contents: the journals are the same bytes.</summary>
public sealed class TwinTrialTests
{
    private static readonly Dictionary<string, string> Procedures = new()
    {
        ["complete"] = """{"method":"complete"}""",
        ["permuted-block"] = TrialWorld.TwosAndFours,
        ["random-allocation-rule"] = """{"method":"random-allocation-rule","factors":{"gender":["F","M"]},"length":4}""",
        ["truncated-binomial"] = """{"method":"truncated-binomial","factors":{"gender":["F","M"]},"length":4}""",
        ["efron-coin"] = """{"method":"efron-coin","probability":"2/3"}""",
        ["big-stick"] = """{"method":"big-stick","factors":{"gender":["F","M"]},"tolerance":2}""",
        ["block-urn"] = """{"method":"block-urn","factors":{"gender":["F","M"]},"lambda":2}""",
        ["wei-urn"] = """{"method":"wei-urn","alpha":"0","beta":"1"}""",
        ["maximal"] = """{"method":"maximal","factors":{"gender":["F","M"]},"tolerance":2,"length":8}""",
        ["dynamic-hierarchical"] = """{"method":"dynamic-hierarchical","factors":{"gender":["F","M"]},"levels":[{"within":"stratum","threshold":2,"probability":"1"}]}""",
        ["minimization"] = """{"method":"minimization","factors":{"gender":["F","M"]},"metric":"range","probability":"4/5"}""",
        ["hu-hu"] = """{"method":"hu-hu","factors":{"gender":["F","M"]},"probability":"4/5","weights":{"overall":"1/5","margins":{"gender":"1/2"},"stratum":"3/10"}}""",
    };

    public static TheoryData<string> Methods => [.. ProcedureMethods.Names];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Exchanged_arms_leave_every_byte_of_the_journal_as_it_was(string method)
    {
        foreach (var seed in new[] { "1", "2", "3" })
        {
            var (journal, arms, contents) = await RunAsync(method, seed, null);
            var (twinJournal, twinArms, twinContents) = await RunAsync(method, seed, [1, 0]);
            twinJournal.ShouldBe(journal);
            twinArms.ShouldBe(arms.Select(Exchanged));
            twinContents.ShouldBe(contents.Select(Exchanged));
            arms.Distinct().Count().ShouldBe(2, "a trial all in one arm would show nothing");
        }
    }

    [Fact]
    public async Task Another_secret_gives_another_journal()
    {
        var (one, _, _) = await RunAsync("permuted-block", "1", null);
        var (other, _, _) = await RunAsync("permuted-block", "2", null);
        other.ShouldNotBe(one);
    }

    // The lists of a stratified procedure are cut by its factors.
    private static ImmutableArray<string> ScopeFactors(string procedure)
    {
        using var json = JsonDocument.Parse(procedure);
        var definition = ProcedureDefinition.Read(json.RootElement, AllocationRatio.Create(("A", 1), ("B", 1))).Definition!;
        return definition.IsStratified ? [.. definition.Factors.Factors.Select(factor => factor.Name)] : [];
    }

    private static string Exchanged(string arm) => arm == "A" ? "B" : "A";

    private static async Task<(List<string> Journal, List<string> Arms, List<string> Contents)> RunAsync(string method, string seed, int[]? relabeling)
    {
        var stop = TestContext.Current.CancellationToken;
        var spec = TrialSamples.Spec() with { ProcedureName = method, ScopeFactors = ScopeFactors(Procedures[method]) };
        await using var world = await new TrialWorld(spec: spec, procedure: Procedures[method], seed: seed, relabeling: relabeling).BeginAsync();
        await world.SupplyAsync(TrialSamples.Heidelberg, 4, "L1");
        await world.SupplyAsync(TrialSamples.Heidelberg, 4, "L2");
        await world.SupplyAsync(TrialSamples.Ulm, 6, "L3");
        for (var number = 1; number <= 14; number++)
        {
            var site = number % 3 == 0 ? TrialSamples.Ulm : TrialSamples.Heidelberg;
            await world.EligibleAsync(number, site, number % 2 == 0 ? "F" : "M", number % 5 == 0 ? "healthy" : "BPD");
            var outcome = await world.RandomizeAsync(number, site);
            if (outcome is CommandOutcome.Completed { Reply: CommandReply.KitReady ready } && number % 4 == 0)
            {
                TrialWorld.Done(await world.AskAsync(new ReportKitDamaged(site, ready.Kit, "dropped")));
                await world.AskAsync(new AssignVisitKit(ready.Participant, site, "V1"));
            }
        }

        var journal = (await world.EntriesAsync()).Select(entry => Convert.ToHexString(entry.Hash)).ToList();
        var contents = (await world.Vault.ContentsAsync(spec.Id, stop)).Select(kit => kit.Arm).ToList();
        await world.UnblindAsync();
        var arms = (await world.Vault.UnblindedTablesAsync(spec.Id, stop)).Allocations.Select(allocation => allocation.Arm).ToList();
        return (journal, arms, contents);
    }
}
