using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using OxyTrial.Server.Tests.Api;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Trial;

namespace OxyTrial.Server.Tests.Emergency;

[Collection(nameof(SharedServer))]
public sealed partial class OfflineEmergencyTests(SharedServer shared)
{
    private const string Openings = "/participants/R-1/offline-openings";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pack_has_both_codes_of_everybody_randomized_and_says_how_many_came_since()
    {
        var trial = await shared.ScenarioAsync("pack");
        await trial.RandomizedAsync("R-1");
        await trial.RandomizedAsync("R-2");
        using var client = await shared.Server.ClientAsync("coordinator-hd");
        using var none = await client.GetAsync($"{trial.Url}/sites/HD/emergency-pack", Stop);
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await trial.PostAsync(client, "/sites/HD/emergency-pack", null, "pack")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await trial.RandomizedAsync("R-3");

        var pack = await client.GetStringAsync($"{trial.Url}/sites/HD/emergency-pack", Stop);
        Code().Matches(pack).Select(match => match.Value).Distinct().Count().ShouldBe(4);
        Regex.Count(pack, ">Oxytocin 24 IU</td>").ShouldBe(2);
        Regex.Count(pack, ">Placebo, excipient-matched</td>").ShouldBe(2);
        pack.ShouldNotContain("R-3");
        var site = (await client.GetFromJsonAsync<JsonElement>($"{trial.Url}/emergency", Stop)).GetProperty("sites")[0];
        (site.GetProperty("randomized").GetInt32(), site.GetProperty("pack").GetProperty("participants").GetInt32(), site.GetProperty("notInPack").GetInt32()).ShouldBe((3, 2, 1));
        (await trial.EntriesAsync()).ShouldContain(entry => entry.Type == nameof(EmergencyPackIssued) && entry.Actor == "coordinator-hd");
    }

    [Theory]
    [InlineData("third-party")]
    [InlineData("statistician")]
    [InlineData("monitor")]
    [InlineData("coordinator-ma")]
    public async Task Nobody_but_the_site_gets_its_pack(string account)
    {
        var trial = await shared.ScenarioAsync("pack-roles");
        await trial.RunAsync(new IssueEmergencyPack(TrialScenario.Site("HD")));
        using var client = await shared.Server.ClientAsync(account);

        using var answer = await client.GetAsync($"{trial.Url}/sites/HD/emergency-pack", Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Whoever_reads_a_code_out_is_told_the_code_and_not_the_treatment_and_the_pack_and_the_list_agree()
    {
        var trial = await shared.ScenarioAsync("read-out");
        await trial.RandomizedAsync("R-1");
        using var investigator = await shared.Server.ClientAsync("investigator-hd");
        await trial.PostAsync(investigator, "/sites/HD/emergency-pack", null, "pack");

        using var coded = await trial.PostAsync(investigator, "/participants/R-1/emergency-unblinding", Break("code"), "break-1");
        using var labelled = await trial.PostAsync(investigator, "/participants/R-1/emergency-unblinding", Break("treatment"), "break-2");

        var code = await coded.Content.ReadFromJsonAsync<JsonElement>(Stop);
        var treatment = (await labelled.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("treatment").GetString()!;
        code.EnumerateObject().Select(member => member.Name).ShouldBe(["participant", "code"]);
        var pack = await investigator.GetStringAsync($"{trial.Url}/sites/HD/emergency-pack", Stop);
        Regex.Match(pack, $">{code.GetProperty("code").GetString()}</th>\\s*<td[^>]*>([^<]*)</td>").Groups[1].Value.ShouldBe(treatment);
        using var browser = await SignedInBrowser.StartAsync(shared.Server, "statistician");
        using var list = await browser.SendAsync($"/unblinded/{trial.Study}", "telephone-list", List(TestServer.Password));
        (await list.Content.ReadAsStringAsync(Stop)).ShouldContain(code.GetProperty("code").GetString()!);
    }

    [Fact]
    public async Task The_telephone_list_is_signed_with_the_password_and_journaled_before_it_is_given()
    {
        var trial = await shared.ScenarioAsync("list");
        await trial.RandomizedAsync("R-1");
        using var browser = await SignedInBrowser.StartAsync(shared.Server, "statistician");
        var before = await trial.HeadAsync();

        using var refused = await browser.SendAsync($"/unblinded/{trial.Study}", "telephone-list", List("wrong password"));
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        Code().IsMatch(await refused.Content.ReadAsStringAsync(Stop)).ShouldBeFalse();
        (await trial.HeadAsync()).ShouldBe(before);

        using var given = await browser.SendAsync($"/unblinded/{trial.Study}", "telephone-list", List(TestServer.Password));
        var text = await given.Content.ReadAsStringAsync(Stop);
        Code().Count(text).ShouldBe(1);
        text.ShouldContain("UNBLINDED: for Poison center only");
        foreach (var label in new[] { "Oxytocin 24 IU", "Placebo, excipient-matched" })
        {
            text.ShouldNotContain(label);
        }

        var last = (await trial.EntriesAsync())[^1];
        (last.Type, last.Actor).ShouldBe((nameof(EmergencyCodeListIssued), "statistician"));
        Encoding.UTF8.GetString(last.Body).ShouldContain("Poison center");
    }

    [Fact]
    public async Task An_opening_is_recorded_shown_to_the_monitor_and_reconciled()
    {
        var trial = await shared.ScenarioAsync("opening");
        await trial.RandomizedAsync("R-1");
        using var investigator = await shared.Server.ClientAsync("investigator-hd");
        using var monitor = await shared.Server.ClientAsync("monitor");
        await trial.PostAsync(investigator, "/sites/HD/emergency-pack", null, "pack");
        var codes = Code().Matches(await investigator.GetStringAsync($"{trial.Url}/sites/HD/emergency-pack", Stop)).Select(match => match.Value).Distinct().ToArray();

        foreach (var (code, said) in new[] { (codes[0], "recognized"), (codes[1].ToLowerInvariant(), "recognized"), ("0000-0000", "not-recognized"), (null, "not-given") })
        {
            using var recorded = await trial.PostAsync(investigator, Openings, Opening(shared.Server.Clock.GetUtcNow(), code: code), $"opening-{code}");
            (await recorded.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetString().ShouldBe(said);
        }

        (await OpeningsAsync(monitor, trial)).ShouldBe("4 breaks, 4 offline, 4 open");
        using var reconciled = await trial.PostAsync(monitor, Openings + "/reconciliation", new { opening = 2, note = "agrees" }, "reconcile");
        reconciled.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await OpeningsAsync(monitor, trial)).ShouldBe("4 breaks, 4 offline, 3 open");
        var counted = (await monitor.GetFromJsonAsync<JsonElement>($"{trial.Url}/enrollment", Stop)).GetProperty("sites")[0];
        (counted.GetProperty("codeBreaks").GetInt32(), counted.GetProperty("openingsToReconcile").GetInt32()).ShouldBe((4, 3));
        using var again = await trial.PostAsync(monitor, Openings + "/reconciliation", new { opening = 2, note = "agrees" }, "reconcile-again");
        await BadInputTests.ShouldBeProblemAsync(again, 409, "/problems/refusals/332", "again");

        // Beside the pack a code is an arm: none stands in the journal.
        var journal = string.Join('\n', (await trial.EntriesAsync()).Select(entry => Encoding.UTF8.GetString(entry.Body)));
        foreach (var code in codes.SelectMany(code => new[] { code, code.Replace("-", string.Empty, StringComparison.Ordinal) }))
        {
            journal.ShouldNotContain(code, Case.Insensitive);
        }
    }

    [Fact]
    public async Task An_opening_after_now_before_randomization_or_with_the_treatment_in_its_reason_is_refused()
    {
        var trial = await shared.ScenarioAsync("opening-refused");
        await trial.RandomizedAsync("R-1");
        var before = await trial.HeadAsync();
        var now = shared.Server.Clock.GetUtcNow();
        using var client = await shared.Server.ClientAsync("investigator-hd");

        using var later = await trial.PostAsync(client, Openings, Opening(now.AddMinutes(1)), "later");
        using var earlier = await trial.PostAsync(client, Openings, Opening(now.AddMinutes(-1)), "earlier");
        using var telling = await trial.PostAsync(client, Openings, Opening(now, reason: "had PLACEBO"), "telling");
        using var local = await trial.PostAsync(client, Openings, Opening(now.ToOffset(TimeSpan.FromHours(1))), "local");

        await BadInputTests.ShouldBeProblemAsync(later, 422, "/problems/refusals/329", "later");
        await BadInputTests.ShouldBeProblemAsync(earlier, 400, "/problems/invalid-fields", "earlier");
        await BadInputTests.ShouldBeProblemAsync(telling, 422, "/problems/refusals/330", "telling");
        local.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await trial.HeadAsync()).Position.ShouldBe(before.Position + 1);
        Encoding.UTF8.GetString((await trial.EntriesAsync())[^1].Body).ShouldContain(now.ToOffset(TimeSpan.FromHours(1)).ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task The_pages_issue_a_pack_record_an_opening_in_the_sites_time_and_reconcile_it()
    {
        var trial = await shared.ScenarioAsync("offline-pages");
        await trial.RandomizedAsync("R-1");
        shared.Server.Clock.Advance(TimeSpan.FromHours(2));
        var local = TimeZoneInfo.ConvertTime(shared.Server.Clock.GetUtcNow().AddHours(-1), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        var study = $"/studies/{trial.Study}";
        using var investigator = await SignedInBrowser.StartAsync(shared.Server, "investigator-hd");
        using var monitor = await SignedInBrowser.StartAsync(shared.Server, "monitor");

        using var issued = await investigator.SendAsync($"{study}/sites/HD/emergency-pack", "pack", []);
        issued.Headers.Location!.ToString().ShouldBe($"{study}/sites/HD/emergency-pack?done=pack");
        (await investigator.PageAsync(issued.Headers.Location.ToString())).Body!.TextContent.ShouldContain("Randomized since, not in it");
        using var recorded = await investigator.SendAsync($"{study}/participants/R-1/offline-opening", "offline-opening", new()
        {
            ["day"] = local.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            ["time"] = local.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture),
            ["opened-by"] = "night duty",
            ["code-read-by"] = "poison center",
            ["code"] = "",
            ["reason"] = "seizure",
        });
        recorded.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var recordedEvent = Encoding.UTF8.GetString((await trial.EntriesAsync())[^1].Body);
        recordedEvent.ShouldContain(local.ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture));
        (await monitor.PageAsync($"{study}/emergency")).Body!.TextContent.ShouldContain("to be reconciled");
        using var reconciled = await monitor.SendAsync($"{study}/emergency", "reconcile-R-1-1", new() { ["note"] = "agrees with the form" });
        reconciled.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await trial.EntriesAsync())[^1].Type.ShouldBe(nameof(OfflineOpeningReconciled));
        using var pack = await monitor.GetAsync($"{study}/sites/HD/emergency-pack");
        pack.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("0001-01-01", "00:00")]
    [InlineData("9999-12-31", "23:59")]
    public async Task An_opening_at_no_time_or_at_the_ends_of_the_calendar_is_a_form_to_correct_or_refused(string day, string time)
    {
        var trial = await shared.ScenarioAsync("offline-never");
        await trial.RandomizedAsync("R-1");
        var before = await trial.HeadAsync();
        using var investigator = await SignedInBrowser.StartAsync(shared.Server, "investigator-hd");

        using var answer = await investigator.SendAsync($"/studies/{trial.Study}/participants/R-1/offline-opening", "offline-opening", new()
        {
            ["day"] = day,
            ["time"] = time,
            ["opened-by"] = "night duty",
            ["code-read-by"] = "poison center",
            ["code"] = "",
            ["reason"] = "seizure",
        });

        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.UnprocessableEntity, HttpStatusCode.Conflict);
        (await trial.HeadAsync()).ShouldBe(before);
    }

    private static async Task<string> OpeningsAsync(HttpClient monitor, TrialScenario trial)
    {
        var site = (await monitor.GetFromJsonAsync<JsonElement>($"{trial.Url}/emergency", Stop)).GetProperty("sites")[0];
        return $"{site.GetProperty("codeBreaks")} breaks, {site.GetProperty("offlineOpenings")} offline, {site.GetProperty("toReconcile")} open";
    }

    private static object Break(string answer) => new { reason = "seizure", participantTwice = "R-1", password = TestServer.Password, answer };

    private static object Opening(DateTimeOffset at, string reason = "seizure", string? code = null) =>
        new { openedAt = at, openedBy = "night duty", codeReadBy = "poison center", reason, code };

    private static Dictionary<string, string> List(string password) => new() { ["recipient"] = "Poison center", ["entitled"] = "yes", ["password"] = password, ["format"] = "html" };

    [GeneratedRegex(@"(?<=>)[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}(?=<)")]
    private static partial Regex Code();
}
