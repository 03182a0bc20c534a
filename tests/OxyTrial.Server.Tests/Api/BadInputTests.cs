using System.Net;
using System.Text;
using System.Text.Json;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Trial;

namespace OxyTrial.Server.Tests.Api;

[Collection(nameof(SharedServer))]
public sealed class BadInputTests(SharedServer shared)
{
    private static readonly int?[] Outside = [.. TrialScenario.Anxious.Select((response, item) => item == 4 ? 8 : response)];
    private static readonly int?[] TooManyMissing = [.. TrialScenario.Anxious.Select((response, item) => item < 4 ? null : response)];

    public static TheoryData<string, string, string, string?, int, string> Cases => new()
    {
        { "not JSON", "coordinator-hd", "/participants", "{\n  \"participant\": P1 }", 400, "/problems/unreadable-body" },
        { "empty body", "coordinator-hd", "/participants", "", 400, "/problems/bad-request" },
        { "a member nobody asked for", "coordinator-hd", "/participants/CONSENTED/consent", """{"formVersion":"1","arm":"O"}""", 400, "/problems/unreadable-body" },
        { "a member twice", "coordinator-hd", "/participants/CONSENTED/consent", """{"formVersion":"1","formVersion":"2"}""", 400, "/problems/unreadable-body" },
        { "a member missing", "coordinator-hd", "/participants", """{"participant":"N-1","site":"HD","cohort":"BPD"}""", 400, "/problems/unreadable-body" },
        { "an identifier not of its form", "coordinator-hd", "/participants", """{"participant":"N 1","site":"HD","cohort":"BPD","recorded":{}}""", 400, "/problems/unreadable-body" },
        { "a control character", "coordinator-hd", "/participants/CONSENTED/exclusion", "{\"reason\":\"declined\",\"detail\":\"a\\u0000b\"}", 400, "/problems/invalid-fields" },
        { "an unknown reason", "coordinator-hd", "/participants/CONSENTED/exclusion", """{"reason":"bored","detail":"x"}""", 400, "/problems/unreadable-body" },
        { "unknown cohort", "coordinator-hd", "/participants", """{"participant":"N-1","site":"HD","cohort":"ADHD","recorded":{"gender":"F"}}""", 422, "/problems/refusals/304" },
        { "no level", "coordinator-hd", "/participants", """{"participant":"N-1","site":"HD","cohort":"BPD","recorded":{}}""", 422, "/problems/refusals/305" },
        { "unknown level", "coordinator-hd", "/participants", """{"participant":"N-1","site":"HD","cohort":"BPD","recorded":{"gender":"X"}}""", 422, "/problems/refusals/306" },
        { "another's site in the body", "coordinator-hd", "/participants", """{"participant":"N-1","site":"MA","cohort":"BPD","recorded":{"gender":"F"}}""", 404, "/problems/not-found" },
        { "item outside 1–7", "coordinator-hd", "/participants/CONSENTED/questionnaire", JsonSerializer.Serialize(new { instrument = "ecr-r", responses = Outside }), 422, "/problems/refusals/312" },
        { "too many missing", "coordinator-hd", "/participants/CONSENTED/questionnaire", JsonSerializer.Serialize(new { instrument = "ecr-r", responses = TooManyMissing }), 422, "/problems/refusals/312" },
        { "too few items", "coordinator-hd", "/participants/CONSENTED/questionnaire", """{"instrument":"ecr-r","responses":[1,2,3]}""", 422, "/problems/refusals/312" },
        { "unknown instrument", "coordinator-hd", "/participants/CONSENTED/questionnaire", """{"instrument":"bdi","responses":[1]}""", 422, "/problems/refusals/311" },
        { "a response that is no number", "coordinator-hd", "/participants/CONSENTED/questionnaire", """{"instrument":"ecr-r","responses":["7"]}""", 400, "/problems/unreadable-body" },
        { "eligibility before scoring", "coordinator-hd", "/participants/CONSENTED/eligibility", """{"checks":["adult","nose-clear"]}""", 409, "/problems/refusals/313" },
        { "randomization before eligibility", "coordinator-hd", "/participants/CONSENTED/randomization", null, 409, "/problems/refusals/316" },
        { "second randomization", "coordinator-hd", "/participants/RANDOMIZED/randomization", null, 409, "/problems/refusals/308" },
        { "unknown visit", "pharmacist-hd", "/participants/RANDOMIZED/visits/V9/dispensing", null, 422, "/problems/refusals/514" },
        { "a visit without its kit", "pharmacist-hd", "/participants/RANDOMIZED/visits/V3/dispensing", null, 409, "/problems/refusals/508" },
        { "a kit number mistyped", "pharmacist-hd", "/sites/HD/kits/123456/return", "{}", 422, "/problems/refusals/507" },
        { "unknown lot", "pharmacist-hd", "/sites/HD/lots/L9/receipt", null, 422, "/problems/refusals/502" },
        { "lot received twice", "pharmacist-hd", "/sites/HD/lots/L1/receipt", null, 409, "/problems/refusals/504" },
        { "a lot already expired", "statistician", "/lots", """{"lot":"L9","site":"HD","expiry":"2020-01-01","sets":1}""", 422, "/problems/refusals/505" },
        { "a date that is none", "statistician", "/lots", """{"lot":"L9","site":"HD","expiry":"2026-02-30","sets":1}""", 400, "/problems/unreadable-body" },
        { "unknown command", "coordinator-hd", "/participants/RANDOMIZED/promotion", "{}", 404, "/problems/not-found" },
        { "the participant's number mistyped", "investigator-hd", "/participants/RANDOMIZED/emergency-unblinding", """{"reason":"seizure","participantTwice":"R-2","password":"correct horse battery staple"}""", 400, "/problems/invalid-fields" },
        { "no reason for a code break", "investigator-hd", "/participants/RANDOMIZED/emergency-unblinding", """{"reason":" ","participantTwice":"R-1","password":"correct horse battery staple"}""", 422, "/problems/refusals/323" },
        { "no password for a code break", "investigator-hd", "/participants/RANDOMIZED/emergency-unblinding", """{"reason":"seizure","participantTwice":"R-1","password":""}""", 400, "/problems/invalid-fields" },
        { "a wrong password for a code break", "investigator-hd", "/participants/RANDOMIZED/emergency-unblinding", """{"reason":"seizure","participantTwice":"R-1","password":"wrong password"}""", 403, "/problems/password-refused" },
        { "lock of an open study", "statistician", "/lock-signatures", """{"meaning":"reviewed","password":"correct horse battery staple"}""", 409, "/problems/refusals/601" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Bad_input_is_told_and_changes_nothing(string what, string account, string path, string? body, int status, string type)
    {
        var trial = await shared.ScenarioAsync("bad-input");
        await trial.ConsentedAsync("C-1");
        await trial.RandomizedAsync("R-1");
        var before = await trial.HeadAsync();
        using var client = await trial.Server.ClientAsync(account);
        var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await trial.PostAsync(client, path.Replace("CONSENTED", "C-1", StringComparison.Ordinal).Replace("RANDOMIZED", "R-1", StringComparison.Ordinal), content);

        await ShouldBeProblemAsync(answer, status, type, what);
        (await trial.HeadAsync()).ShouldBe(before, what);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("two words")]
    public async Task A_command_without_a_usable_key_is_not_done(string? key)
    {
        var trial = await shared.ScenarioAsync("no-key");
        await trial.EligibleAsync("E-1");
        var before = await trial.HeadAsync();
        using var client = await trial.Server.ClientAsync("coordinator-hd");

        using var answer = await trial.PostAsync(client, "/participants/E-1/randomization", null, key);

        await ShouldBeProblemAsync(answer, 400, "/problems/idempotency-key", "key");
        (await trial.HeadAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_key_used_for_another_command_is_refused()
    {
        var trial = await shared.ScenarioAsync("reused-key");
        await trial.EligibleAsync("E-1");
        using var client = await trial.Server.ClientAsync("coordinator-hd");
        (await trial.PostAsync(client, "/participants/E-1/randomization", null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var answer = await trial.PostAsync(client, "/participants/E-1/completion", null);

        await ShouldBeProblemAsync(answer, 422, "/problems/refusals/701", "reused key");
    }

    [Fact]
    public async Task An_expired_kit_is_not_dispensed()
    {
        var trial = await shared.ScenarioAsync("expired-kit", sets: 1);
        await trial.RandomizedAsync("R-1");
        trial.Server.Clock.Advance(TimeSpan.FromDays(201));
        var before = await trial.HeadAsync();
        using var client = await trial.Server.ClientAsync("pharmacist-hd");

        using var answer = await trial.PostAsync(client, "/participants/R-1/visits/V1/dispensing", null);

        await ShouldBeProblemAsync(answer, 409, "/problems/refusals/510", "expired kit");
        (await trial.HeadAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_is_told_with_its_place()
    {
        var trial = await shared.ScenarioAsync("place");
        using var client = await trial.Server.ClientAsync("coordinator-hd");

        using var answer = await trial.PostAsync(client, "/participants", new StringContent("{\n \"participant\": oops }", Encoding.UTF8, "application/json"));

        var location = (await ProblemAsync(answer)).GetProperty("location");
        location.GetProperty("line").GetInt32().ShouldBe(2);
        location.GetProperty("bytePosition").GetInt32().ShouldBe(17);
    }

    [Theory]
    [InlineData("text/plain", 10, 415, "/problems/media-type")]
    [InlineData("application/json", 600_000, 413, "/problems/body-too-large")]
    public async Task A_body_of_the_wrong_kind_or_size_is_told(string mediaType, int size, int status, string type)
    {
        var trial = await shared.ScenarioAsync("kind");
        using var client = await trial.Server.ClientAsync("coordinator-hd");

        using var answer = await trial.PostAsync(client, "/participants", new StringContent(new string(' ', size), Encoding.UTF8, mediaType));

        await ShouldBeProblemAsync(answer, status, type, mediaType);
    }

    [Fact]
    public async Task A_wrong_method_is_told()
    {
        var trial = await shared.ScenarioAsync("method");
        using var client = await trial.Server.ClientAsync("coordinator-hd");

        using var answer = await client.DeleteAsync(trial.Url, TestContext.Current.CancellationToken);

        await ShouldBeProblemAsync(answer, 405, "/problems/method-not-allowed", "DELETE");
    }

    [Theory]
    [InlineData("take=many")]
    [InlineData("take=")]
    [InlineData("take=99999999999")]
    [InlineData("after=first")]
    [InlineData("after=")]
    public async Task A_number_in_an_address_that_cannot_be_read_is_told(string query)
    {
        var trial = await shared.ScenarioAsync("bad-numbers");
        using var client = await trial.Server.ClientAsync("auditor");

        using var answer = await client.GetAsync($"{trial.Url}/audit-trail?{query}", TestContext.Current.CancellationToken);

        await ShouldBeProblemAsync(answer, 400, "/problems/bad-request", query);
        (await ProblemAsync(answer)).GetProperty("detail").GetString().ShouldBe("The body or a parameter is missing or cannot be read.");
    }

    [Theory]
    [InlineData("page=last")]
    [InlineData("page=")]
    public async Task A_number_of_a_page_that_cannot_be_read_is_told_on_a_page(string query)
    {
        var trial = await shared.ScenarioAsync("bad-numbers");
        using var auditor = await SignedInBrowser.StartAsync(shared.Server, "auditor");

        using var answer = await auditor.GetAsync($"/studies/{trial.Study}/audit?{query}");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SignedInBrowser.ReadAsync(answer)).QuerySelector("h1").ShouldNotBeNull();
    }

    internal static async Task<JsonElement> ProblemAsync(HttpResponseMessage answer)
    {
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    internal static async Task ShouldBeProblemAsync(HttpResponseMessage answer, int status, string type, string what)
    {
        ((int)answer.StatusCode).ShouldBe(status, $"{what}: {await answer.Content.ReadAsStringAsync()}");
        var problem = await ProblemAsync(answer);
        problem.GetProperty("type").GetString().ShouldBe(type, what);
        problem.GetProperty("status").GetInt32().ShouldBe(status, what);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrWhiteSpace(what);
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace(what);
        if (type.StartsWith("/problems/refusals/", StringComparison.Ordinal))
        {
            problem.GetProperty("refusal").GetProperty("number").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(type.Split('/')[^1], what);
        }
    }
}
