using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Views;
using Shouldly;

namespace OxyTrial.Grains.Tests;

/// <summary>Which visits are due and which lots are near their end, on which day.</summary>
public sealed class DueListTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // TrialWorld randomizes on 15 January 2030 at 9:00 UTC. V1: that day. V2: 19 to 25 January, goes on with V1's kit. V3: nothing is given. V4: 2 to 8 February.
    [Theory]
    [InlineData(0, "V1 15-15")]
    [InlineData(1, "V1 15-15 over")]
    [InlineData(4, "V1 15-15 over, V2 19-25")]
    [InlineData(11, "V1 15-15 over, V2 19-25 over")]
    [InlineData(18, "V1 15-15 over, V2 19-25 over, V4 2-8")]
    public async Task A_visit_is_due_from_the_first_day_of_its_window_and_overdue_after_the_last(int day, string expected)
    {
        await using var world = await RandomizedAsync();
        (await DueAsync(world, TrialWorld.Start.AddDays(day))).ShouldBe(expected);
    }

    [Fact]
    public async Task What_was_given_is_not_due_and_an_earlier_visit_that_was_not_is_missed()
    {
        await using var world = await RandomizedAsync();
        await TrialWorld.DoneAsync(world.AskAsync(new DispenseVisit(TrialSamples.Participant(1), TrialSamples.Heidelberg, "V1")));
        (await DueAsync(world, TrialWorld.Start.AddDays(4))).ShouldBe("V2 19-25");
        await TrialWorld.DoneAsync(world.AskAsync(new AssignVisitKit(TrialSamples.Participant(1), TrialSamples.Heidelberg, "V4")));
        await TrialWorld.DoneAsync(world.AskAsync(new DispenseVisit(TrialSamples.Participant(1), TrialSamples.Heidelberg, "V4")));
        (await DueAsync(world, TrialWorld.Start.AddDays(30))).ShouldBe("");
    }

    [Fact]
    public async Task Days_are_those_of_the_site()
    {
        await using var world = await RandomizedAsync();

        // 23:30 in London is half past midnight of the next day in Heidelberg.
        (await DueAsync(world, new DateTimeOffset(2030, 1, 15, 22, 59, 0, TimeSpan.Zero))).ShouldBe("V1 15-15");
        (await DueAsync(world, new DateTimeOffset(2030, 1, 15, 23, 30, 0, TimeSpan.Zero))).ShouldBe("V1 15-15 over");
    }

    [Fact]
    public async Task Nobody_is_due_who_left_and_nothing_is_after_the_lock()
    {
        await using var world = await RandomizedAsync();
        await TrialWorld.DoneAsync(world.AskAsync(new WithdrawParticipant(TrialSamples.Participant(1), TrialSamples.Heidelberg, WithdrawalReason.Other, "moved away")));
        (await DueAsync(world, TrialWorld.Start)).ShouldBe("");

        await using var locked = await RandomizedAsync();
        await locked.LockAsync();
        (await DueAsync(locked, TrialWorld.Start)).ShouldBe("");
        ExpiringKits.Of(await ViewAsync(locked), new DateTimeOffset(2032, 1, 1, 0, 0, 0, TimeSpan.Zero)).ShouldBeEmpty();
    }

    // Expiry 31 December 2031; seven days before it nothing is dispensed any more, so the last day is 24 December.
    [Theory]
    [InlineData("2031-11-23", null)]
    [InlineData("2031-11-24", false)]
    [InlineData("2031-12-24", false)]
    [InlineData("2031-12-25", true)]
    public async Task A_lot_is_listed_from_thirty_days_before_its_last_day_of_dispensing(string day, bool? over)
    {
        await using var world = await RandomizedAsync();

        var lots = ExpiringKits.Of(await ViewAsync(world), DateTimeOffset.Parse(day + "T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

        lots.SingleOrDefault()?.Over.ShouldBe(over!.Value);
        (lots.Length == 1).ShouldBe(over is not null);
        lots.SingleOrDefault().ShouldBe(over is { } ended ? new ExpiringLot(TrialSamples.Heidelberg, "L1", TrialSamples.Expiry, new DateOnly(2031, 12, 24), 3, 1, ended) : null);
    }

    private static async Task<TrialWorld> RandomizedAsync()
    {
        var world = await (await new TrialWorld().BeginAsync()).SupplyAsync(TrialSamples.Heidelberg, 2);
        await world.EligibleAsync(1);
        TrialWorld.Done(await world.RandomizeAsync(1));
        return world;
    }

    private static async Task<StudyView> ViewAsync(TrialWorld world) => (await new TrialViews(world.Journal).StudyAsync(world.Spec.Id, Stop))!;

    private static async Task<string> DueAsync(TrialWorld world, DateTimeOffset utc) =>
        string.Join(", ", DueVisits.Of(await ViewAsync(world), utc).Select(due => $"{due.Visit} {due.Opens.Day}-{due.Closes.Day}{(due.Overdue ? " over" : "")}"));
}
