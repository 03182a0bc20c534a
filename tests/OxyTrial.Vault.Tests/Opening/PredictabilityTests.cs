using System.Text.Json;
using OxyTrial.Randomization;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Vault.Opening;
using Shouldly;

namespace OxyTrial.Vault.Tests.Opening;

public sealed class PredictabilityTests
{
    private static readonly SiteId Heidelberg = TrialSamples.Heidelberg;
    private static readonly SiteId Mannheim = SiteId.FromTrusted("MA");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_block_of_four_is_guessed_as_by_hand()
    {
        // A A B B: tie ½; then B is behind and A came: 0; B: 1; B: 1. Of the procedure: ½; B is likelier, 0; B is certain, 1; B is certain, 1.
        Meter("""{"method":"permuted-block","sizes":[4]}""", "AABB").ShouldBe([new PredictabilityRow("s", Heidelberg, 4, 2.5m, 2.5m, 2)]);

        // A B A B: ½, 1, ½, 1; the procedure: ½, 1, ½ (one of each is left), 1 and certain.
        Meter("""{"method":"permuted-block","sizes":[4]}""", "ABAB").ShouldBe([new PredictabilityRow("s", Heidelberg, 4, 3m, 3m, 1)]);
    }

    [Fact]
    public void Complete_randomization_cannot_be_guessed_however_it_falls()
    {
        Meter("""{"method":"complete"}""", "AAAAAAAA").ShouldBe([new PredictabilityRow("s", Heidelberg, 8, 0.5m, 4m, 0)]);
    }

    [Fact]
    public void A_site_sees_its_own_participants_only_and_the_procedure_the_whole_list()
    {
        var meter = NewMeter("""{"method":"permuted-block","sizes":[2]}""");
        meter.Add("list", Profile.Empty, "s", Heidelberg, 0);
        meter.Add("list", Profile.Empty, "s", Mannheim, 1);
        meter.Rows().ShouldBe([new PredictabilityRow("s", Heidelberg, 1, 0.5m, 0.5m, 0), new PredictabilityRow("s", Mannheim, 1, 0.5m, 1m, 1)]);
    }

    [Fact]
    public void Arms_that_the_procedure_cannot_have_allocated_stop_the_meter() =>
        Should.Throw<VaultException>(() => Meter("""{"method":"permuted-block","sizes":[2]}""", "AA"));

    [Fact]
    public async Task It_is_shown_only_under_a_command_that_is_journaled()
    {
        await using var world = await new TrialWorld().BeginAsync();
        await world.SupplyAsync(Heidelberg, 6);
        for (var number = 1; number <= 5; number++)
        {
            await world.EligibleAsync(number, gender: number % 2 == 0 ? "F" : "M");
            await TrialWorld.DoneAsync(world.RandomizeAsync(number));
        }

        (await Should.ThrowAsync<VaultException>(() => world.Vault.PredictabilityAsync(world.Spec.Id, "show", Stop))).Message.ShouldContain("not journaled");
        TrialWorld.Done(await world.Host.ExecuteAsync(world.Spec.Id, new ShowPredictability(), world.Command("show"), Stop));
        var shown = await world.Vault.PredictabilityAsync(world.Spec.Id, "show", Stop);
        shown.ByChance.ShouldBe(0.5m);
        shown.Rows.Sum(row => row.Allocations).ShouldBe(5);
        shown.Rows.Length.ShouldBe(2);
        shown.Rows.ShouldAllBe(row => row.GuessedBySite >= 0.5m && row.GuessedByProcedure <= row.Allocations);
    }

    private static PredictabilityRow[] Meter(string procedure, string arms)
    {
        var meter = NewMeter(procedure);
        foreach (var arm in arms)
        {
            meter.Add("list", Profile.Empty, "s", Heidelberg, arm - 'A');
        }

        return [.. meter.Rows()];
    }

    private static PredictabilityMeter NewMeter(string procedure)
    {
        var ratio = AllocationRatio.Create(("A", 1), ("B", 1));
        using var node = JsonDocument.Parse(procedure);
        var definition = ProcedureDefinition.Read(node.RootElement, ratio).Definition!;
        return new PredictabilityMeter(ratio, () => definition.Open(ratio));
    }
}
