using System.Net.Http.Json;
using System.Text.Json;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Server.Tests.Notices;

/// <summary>What the days bring, as the API and the page tell it.</summary>
public sealed class DueListTests
{
    private static readonly string[] Canaries = ["Oxytocin 24 IU", "Placebo", "excipient", "\"arm\""];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_visit_is_due_in_its_window_overdue_after_it_and_gone_once_it_was_given()
    {
        await using var server = await TestServer.StartAsync();
        var trial = await TrialScenario.RecruitingAsync(server, "due");
        var participant = await trial.RandomizedAsync("R-1");
        using var first = await server.ClientAsync("coordinator-hd");
        var today = (await VisitsAsync(first, trial)).ShouldHaveSingleItem();
        today.GetProperty("participant").GetString().ShouldBe("R-1");
        today.GetProperty("visit").GetString().ShouldBe("V1");
        today.GetProperty("overdue").GetBoolean().ShouldBeFalse();

        // A token lasts an hour.
        server.Clock.Advance(TimeSpan.FromDays(1));
        using var coordinator = await server.ClientAsync("coordinator-hd");
        (await VisitsAsync(coordinator, trial)).ShouldHaveSingleItem().GetProperty("overdue").GetBoolean().ShouldBeTrue();
        (await coordinator.GetStringAsync(new Uri($"/studies/{trial.Study}/participants", UriKind.Relative), Stop)).ShouldContain("Visits due");

        await trial.RunAsync(new DispenseVisit(participant, TrialScenario.Site("HD"), "V1"));
        (await VisitsAsync(coordinator, trial)).ShouldBeEmpty();
        (await coordinator.GetStringAsync(new Uri($"/studies/{trial.Study}/participants", UriKind.Relative), Stop)).ShouldNotContain("Visits due");
    }

    [Fact]
    public async Task Who_works_at_another_site_sees_nothing_of_it_and_nobody_sees_an_arm()
    {
        await using var server = await TestServer.StartAsync();
        var trial = await TrialScenario.RecruitingAsync(server, "due");
        await trial.RandomizedAsync("R-1");
        server.Clock.Advance(TimeSpan.FromDays(199));
        using var there = await server.ClientAsync("coordinator-hd");
        using var elsewhere = await server.ClientAsync("coordinator-ma");

        var seen = await there.GetStringAsync(new Uri($"{trial.Url}/due", UriKind.Relative), Stop);
        seen.ShouldContain("R-1");
        seen.ShouldContain("L1");
        Canaries.ShouldAllBe(canary => !seen.Contains(canary));
        (await elsewhere.GetStringAsync(new Uri($"{trial.Url}/due", UriKind.Relative), Stop)).ShouldBe("""{"visits":[],"kits":[]}""");
    }

    private static async Task<JsonElement[]> VisitsAsync(HttpClient client, TrialScenario trial) =>
        [.. (await client.GetFromJsonAsync<JsonElement>($"{trial.Url}/due", Stop)).GetProperty("visits").EnumerateArray()];
}
