using System.Collections.Immutable;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using Shouldly;

namespace OxyTrial.Vault.Tests.Remote;

/// <summary>What the vault answers when a web node in wrong hands asks: nothing that its own reading of the journal does not bear out.</summary>
public sealed class HeadCheckTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_request_that_is_due_is_answered_as_often_as_it_is_asked()
    {
        await using var world = await RecruitingAsync();
        var due = await DueAsync(world, 1);
        var first = await AcceptedAsync(world, due);
        (await AcceptedAsync(world, due)).ShouldBe(first);
        (await TrialWorld.DoneAsync(world.RandomizeAsync(1))).ToString()!.ShouldContain(first.Kit.Value);
    }

    [Fact]
    public async Task Kits_cannot_be_tried_one_by_one()
    {
        await using var world = await RecruitingAsync();
        var due = await DueAsync(world, 1);
        foreach (var kit in due.Lots.Single().Available)
        {
            await RefusedAsync(world, due with { Lots = [new OpenLot("L1", [kit])] });
        }
    }

    [Fact]
    public async Task A_slot_that_is_not_the_next_a_stratum_that_is_not_the_participants_or_another_visit_is_refused()
    {
        await using var world = await RecruitingAsync();
        var due = await DueAsync(world, 1);
        await RefusedAsync(world, due with { Slot = due.Slot with { Sequence = 2 } });
        await RefusedAsync(world, due with { Stratum = due.Stratum with { Cohort = "healthy" } });
        await RefusedAsync(world, due with { Visit = "V4" });
        await RefusedAsync(world, due with { Today = TrialSamples.Expiry.AddDays(1) });
        await RefusedAsync(world, due with { Participant = TrialSamples.Participant(9) });
    }

    [Fact]
    public async Task A_stale_request_is_refused_and_the_command_that_made_it_decides_anew()
    {
        await using var world = await RecruitingAsync();
        var stale = await DueAsync(world, 1);
        await TrialWorld.DoneAsync(world.RandomizeAsync(2));
        await RefusedAsync(world, stale);

        // A node with an old cache is in the same place, and gets there all the same.
        var (old, fresh) = (world.NewHost(), world.NewHost());
        await world.EligibleAsync(3);
        await world.EligibleAsync(4);
        await TrialWorld.DoneAsync(world.RandomizeAsync(1, host: old));
        await TrialWorld.DoneAsync(world.RandomizeAsync(3, host: fresh));
        await TrialWorld.DoneAsync(world.RandomizeAsync(4, host: old));
    }

    [Fact]
    public async Task Nobody_is_given_a_second_first_kit()
    {
        await using var world = await RecruitingAsync();
        var due = await DueAsync(world, 1);
        await TrialWorld.DoneAsync(world.RandomizeAsync(1));
        await RefusedAsync(world, due);
    }

    private static async Task<TrialWorld> RecruitingAsync()
    {
        var world = await new TrialWorld().BeginAsync();
        await world.SupplyAsync(TrialSamples.Heidelberg, 6);
        await world.EligibleAsync(1);
        await world.EligibleAsync(2);
        return world;
    }

    // As the grain asks: decided from the journal.
    private static async Task<KitRequest> DueAsync(TrialWorld world, int number)
    {
        var reading = new Streams.Reading(new Streams.StreamCache(world.Journal), world.Spec.Id);
        return (await Streams.RandomizationReader.DueAsync(
                reading, world.Vault, new RandomizeParticipant(TrialSamples.Participant(number), TrialSamples.Heidelberg), _ => DateOnly.FromDateTime(TrialWorld.Start.UtcDateTime), Stop))
            .Match(due => due.Request, refusal => throw new InvalidOperationException(refusal.Message));
    }

    private static async Task<ChosenKit> AcceptedAsync(TrialWorld world, KitRequest request) =>
        (await world.Vault.ChooseKitAsync(request, Stop)).Match(kit => kit, refusal => throw new InvalidOperationException(refusal.Message));

    // By a refusal, whatever was asked: an error where there is no kit of the arm would tell as well as a kit.
    private static async Task RefusedAsync(TrialWorld world, KitRequest request)
    {
        Decision<ChosenKit>? answer = null;
        await Should.NotThrowAsync(async () => answer = await world.Vault.ChooseKitAsync(request, Stop));
        answer!.Match<RefusalCode?>(_ => null, refusal => refusal.Code).ShouldBe(RefusalCode.NotAtHead);
    }
}
