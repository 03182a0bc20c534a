using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Requests;

namespace OxyTrial.Server.Tests.Api;

[Collection(nameof(SharedServer))]
public sealed class AccessTests(SharedServer shared)
{
    [Fact]
    public void Every_endpoint_of_the_API_has_its_row_in_the_table_and_every_row_its_endpoint()
    {
        var endpoints = Endpoints(shared.Server, "/api/v1/studies");

        endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<EndpointRule>() is null).Select(endpoint => endpoint.DisplayName).ShouldBeEmpty();
        endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<EndpointRule>()!.Name).ShouldBe(EndpointAccess.Table.Select(rule => rule.Name), ignoreOrder: true);
    }

    [Fact]
    public void The_only_other_endpoint_of_the_API_is_the_sign_in() =>
        Endpoints(shared.Server, "/api").Except(Endpoints(shared.Server, "/api/v1/studies")).Select(endpoint => endpoint.RoutePattern.RawText).ShouldBe(["/api/v1/session"]);

    [Fact]
    public async Task Every_endpoint_is_not_found_for_every_account_whose_role_is_not_in_its_row()
    {
        var trial = await shared.ScenarioAsync("roles");
        await trial.RandomizedAsync("R-1");
        var before = await trial.HeadAsync();
        var checkedCalls = 0;
        foreach (var (account, grant) in TestServer.Accounts)
        {
            using var client = await trial.Server.ClientAsync(account);
            foreach (var endpoint in Endpoints(trial.Server, "/api/v1/studies/"))
            {
                var rule = endpoint.Metadata.GetMetadata<EndpointRule>()!;
                var stranger = grant.Study is not null || (grant.Site?.Value == "MA" && rule.Scope is AccessScope.Site or AccessScope.Participant);
                var limited = rule.Scope == AccessScope.WholeStudy && grant.Site is not null;
                if (rule.Scope == AccessScope.Own || (rule.Roles.Contains(grant.Role) && !stranger && !limited))
                {
                    continue;
                }

                using var answer = await client.SendAsync(Call(endpoint, trial), TestContext.Current.CancellationToken);
                await BadInputTests.ShouldBeProblemAsync(answer, 404, "/problems/not-found", $"{account} {rule.Name}");
                checkedCalls++;
            }
        }

        checkedCalls.ShouldBeGreaterThan(150);
        (await trial.HeadAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("/participants/R-1", "/participants/NOBODY")]
    [InlineData("/participants/R-1/visits/V1/dosing-sheet", "/participants/NOBODY/visits/V1/dosing-sheet")]
    public async Task Another_sites_participant_looks_exactly_like_nobody(string forbidden, string absent)
    {
        var trial = await shared.ScenarioAsync("another-site");
        await trial.RandomizedAsync("R-1");
        using var client = await trial.Server.ClientAsync("coordinator-ma");

        (await ShownAsync(client, trial.Url + forbidden)).ShouldBe(await ShownAsync(client, trial.Url + absent));
    }

    [Fact]
    public async Task A_study_of_others_looks_exactly_like_none()
    {
        var trial = await shared.ScenarioAsync("others");
        using var client = await trial.Server.ClientAsync("stranger");

        (await ShownAsync(client, trial.Url)).ShouldBe(await ShownAsync(client, "/api/v1/studies/no-such-study"));
        (await ShownAsync(client, "/api/v1/studies")).ShouldContain("\n[]");
    }

    [Fact]
    public async Task Lists_hold_the_callers_sites_only()
    {
        var trial = await shared.ScenarioAsync("lists");
        await trial.ConsentedAsync("C-1");
        using var own = await trial.Server.ClientAsync("coordinator-hd");
        using var other = await trial.Server.ClientAsync("coordinator-ma");

        (await ShownAsync(own, trial.Url + "/participants")).ShouldContain("C-1");
        (await ShownAsync(other, trial.Url + "/participants")).ShouldNotContain("C-1");
        (await ShownAsync(other, trial.Url + "/sites")).ShouldNotContain("Heidelberg");
    }

    [Theory]
    [InlineData("/api/v1/studies")]
    [InlineData("/api/v1/studies/no-such-study")]
    [InlineData("/api/v1/nothing")]
    public async Task Whoever_is_not_signed_in_is_told_so_whatever_is_there(string address)
    {
        using var client = shared.Server.Anonymous();

        using var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);

        await BadInputTests.ShouldBeProblemAsync(answer, 401, "/problems/not-signed-in", address);
    }

    [Fact]
    public async Task An_emergency_unblinding_is_journaled_first_and_disclosed_to_the_investigator_only()
    {
        var trial = await shared.ScenarioAsync("emergency");
        await trial.RandomizedAsync("R-1");
        using var client = await trial.Server.ClientAsync("investigator-hd");

        using var answer = await trial.PostAsync(client, "/participants/R-1/emergency-unblinding", new { reason = "seizure", participantTwice = "R-1", password = TestServer.Password });

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldMatch("\"treatment\":\"(Oxytocin 24 IU|Placebo, excipient-matched)\"");
        var last = (await trial.EntriesAsync())[^1];
        last.Type.ShouldBe("EmergencyUnblindingRequested");
        System.Text.Encoding.UTF8.GetString(last.Body).ShouldNotContain("Oxytocin");
    }

    internal static RouteEndpoint[] Endpoints(TestServer server, string prefix) =>
        [.. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith(prefix, StringComparison.Ordinal))];

    private static HttpRequestMessage Call(RouteEndpoint endpoint, TrialScenario trial)
    {
        var address = endpoint.RoutePattern.RawText!
            .Replace("{study}", trial.Study.Value, StringComparison.Ordinal).Replace("{site}", "HD", StringComparison.Ordinal)
            .Replace("{participant}", "R-1", StringComparison.Ordinal).Replace("{visit}", "V1", StringComparison.Ordinal)
            .Replace("{lot}", "L1", StringComparison.Ordinal).Replace("{kit}", "12345", StringComparison.Ordinal);
        var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single();
        var request = new HttpRequestMessage(new HttpMethod(method), address);
        request.Headers.Add(IdempotencyKey.Header, "roles");
        return request;
    }

    private static async Task<string> ShownAsync(HttpClient client, string address)
    {
        using var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(',', header.Value)}");
        return $"{(int)answer.StatusCode}\n{string.Join('\n', headers)}\n{await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
    }
}
