using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OxyTrial.Server.Tests.Api;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Trial;

namespace OxyTrial.Server.Tests.Emergency;

[Collection(nameof(SharedServer))]
public sealed class ThirdPartyTests(SharedServer shared)
{
    private const string Only = "emergency-unblinding: { by: [third-party] }";
    private const string Break = "/participants/R-1/emergency-unblinding";

    private static readonly object Body = new { reason = "seizure", participantTwice = "R-1", password = TestServer.Password };

    [Fact]
    public async Task A_third_party_finds_a_participant_breaks_the_code_and_sees_nothing_else()
    {
        var trial = await shared.ScenarioAsync("third", moreSpec: Only);
        await trial.RandomizedAsync("R-1");
        using var client = await shared.Server.ClientAsync("third-party");

        var card = await client.GetFromJsonAsync<JsonElement>($"{trial.Url}/participants/R-1/emergency", TestContext.Current.CancellationToken);
        using var answer = await trial.PostAsync(client, Break, Body);

        card.EnumerateObject().Select(member => member.Name).ShouldBe(["participant", "site", "randomized", "codeBreaks", "mayBreak"]);
        card.GetProperty("mayBreak").GetBoolean().ShouldBeTrue();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var last = (await trial.EntriesAsync())[^1];
        (last.Type, last.Actor).ShouldBe((nameof(EmergencyUnblindingRequested), "third-party"));
        foreach (var hidden in new[] { string.Empty, "/sites", "/participants", "/participants/R-1", "/sites/HD/kits", "/enrollment", "/consort", "/audit" })
        {
            using var refused = await client.GetAsync(trial.Url + hidden, TestContext.Current.CancellationToken);
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound, hidden);
        }
    }

    [Fact]
    public async Task An_investigator_is_refused_with_328_where_the_spec_names_a_third_party_only()
    {
        var trial = await shared.ScenarioAsync("third-only", moreSpec: Only);
        await trial.RandomizedAsync("R-1");
        var before = await trial.HeadAsync();
        using var client = await shared.Server.ClientAsync("investigator-hd");

        using var answer = await trial.PostAsync(client, Break, Body);

        await BadInputTests.ShouldBeProblemAsync(answer, 409, "/problems/refusals/328", "investigator");
        (await trial.HeadAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_third_party_is_refused_with_328_where_the_spec_does_not_name_it()
    {
        var trial = await shared.ScenarioAsync("third-not");
        await trial.RandomizedAsync("R-1");
        using var client = await shared.Server.ClientAsync("third-party");

        using var answer = await trial.PostAsync(client, Break, Body);

        await BadInputTests.ShouldBeProblemAsync(answer, 409, "/problems/refusals/328", "third party");
    }

    [Fact]
    public async Task Its_pages_are_the_desk_and_the_break_and_no_count_is_on_them()
    {
        var trial = await shared.ScenarioAsync("third-pages", moreSpec: Only);
        await trial.RandomizedAsync("R-1");
        await trial.EligibleAsync("E-1");
        using var browser = await SignedInBrowser.StartAsync(shared.Server, "third-party");
        var study = $"/studies/{trial.Study}";

        using var overview = await browser.GetAsync(study);
        using var found = await browser.GetAsync($"{study}/emergency?participant=R-1");
        using var eligible = await browser.GetAsync($"{study}/emergency?participant=E-1");
        using var broken = await browser.SendAsync(study + Break, "emergency", new() { ["reason"] = "seizure", ["participant"] = "R-1", ["participant-again"] = "R-1", ["password"] = TestServer.Password });

        overview.Headers.Location!.ToString().ShouldBe($"{study}/emergency");
        found.Headers.Location!.ToString().ShouldBe(study + Break);
        (await SignedInBrowser.ReadAsync(eligible)).QuerySelector("[role=alert]")!.TextContent.ShouldContain("E-1");
        broken.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SignedInBrowser.ReadAsync(broken)).QuerySelector(".label-shown").ShouldNotBeNull();
        (await browser.PageAsync("/")).Body!.TextContent.ShouldNotContain("randomized");
        foreach (var hidden in new[] { "/participants", "/participants/R-1", "/sites", "/enrollment", "/conduct", "/audit" })
        {
            using var refused = await browser.GetAsync(study + hidden);
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound, hidden);
        }
    }

    [Fact]
    public async Task An_investigators_page_names_the_contact_instead_of_a_button_where_only_the_third_party_breaks()
    {
        var trial = await shared.ScenarioAsync("third-contact", moreSpec: Only);
        await trial.RandomizedAsync("R-1");
        using var browser = await SignedInBrowser.StartAsync(shared.Server, "investigator-hd");

        var page = await browser.PageAsync($"/studies/{trial.Study}/participants/R-1");

        page.QuerySelector($"a[href$='{Break}']").ShouldBeNull();
        page.Body!.TextContent.ShouldContain("+49 30 23125 000");
    }
}
