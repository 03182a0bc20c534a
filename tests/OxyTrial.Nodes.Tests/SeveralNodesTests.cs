using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OxyTrial.Samples;
using Shouldly;
using WebClient = OxyTrial.Samples.WebClient;

namespace OxyTrial.Nodes.Tests;

/// <summary>Three server processes over one PostgreSQL.</summary>
public sealed class ThreeNodes : IAsyncLifetime
{
    internal Cluster Cluster { get; private set; } = null!;

    /// <summary>The site's people, one signed in at each node: sign-ins from one address are counted.</summary>
    internal IReadOnlyList<WebClient> Sites { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        PostgreSqlServer.SkipUnlessInstalled();
        Cluster = await Cluster.StartAsync(nodes: 3, sets: 300);
        Sites = await Task.WhenAll(Cluster.Nodes.Select(node => WebClient.SignInAsync(node.Address, Cluster.Site)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var site in Sites)
        {
            site.Dispose();
        }

        await (Cluster?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}

public sealed class SeveralNodesTests(ThreeNodes three) : IClassFixture<ThreeNodes>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Cluster Cluster => three.Cluster;

    [Fact]
    public async Task Who_signed_in_at_one_node_is_signed_in_at_all_and_a_form_drawn_by_one_is_taken_by_another()
    {
        var cookies = new CookieContainer();
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = cookies };
        using var browser = new HttpClient(handler);
        var (first, second) = (Cluster.Nodes[0].Address, Cluster.Nodes[1].Address);

        // Cookies belong to a host, not to a port: the browser shows each node what another set, as behind a load balancer.
        var form = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(new Uri(first, "/sign-in"), Stop), Stop);
        var fields = form.QuerySelectorAll("input[type=hidden]").ToDictionary(field => field.GetAttribute("name")!, field => field.GetAttribute("value") ?? string.Empty);
        (fields["user-name"], fields["password"]) = (Cluster.Site, WebClient.Password);
        using var signedIn = await browser.PostAsync(new Uri(second, "/sign-in"), new FormUrlEncodedContent(fields), Stop);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        foreach (var node in Cluster.Nodes)
        {
            using var page = await browser.GetAsync(new Uri(node.Address, $"/studies/{Cluster.Study}"), Stop);
            page.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_token_of_one_node_is_taken_by_all_until_the_account_is_disabled()
    {
        await Cluster.AddAsync("leaving", "monitor/*/*");
        var token = await TokenAsync(Cluster.Nodes[1].Address, "leaving");
        foreach (var node in Cluster.Nodes)
        {
            (await AskAsync(node.Address, token)).ShouldBe(HttpStatusCode.OK);
        }

        await Cluster.RunAsync(string.Empty, "user", "disable", "leaving", "--database", Cluster.Database, "--data", Cluster.In("console"));
        foreach (var node in Cluster.Nodes)
        {
            (await AskAsync(node.Address, token)).ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Wrong_passwords_sent_to_several_nodes_at_once_are_all_counted()
    {
        await Cluster.AddAsync("guessed", "monitor/*/*");
        await Task.WhenAll(Cluster.Nodes.SelectMany(node => Enumerable.Range(0, 2).Select(guess => SignInAsync(node.Address, "guessed", $"wrong password {guess}"))));
        (await SignInAsync(Cluster.Nodes[0].Address, "guessed", WebClient.Password)).ShouldBe(HttpStatusCode.Unauthorized, "six wrong passwords lock an account after the fifth");
    }

    [Fact]
    public async Task What_one_node_wrote_every_other_shows_at_once()
    {
        var (writing, reading) = (three.Sites[0], three.Sites[1]);
        for (var round = 0; round < 10; round++)
        {
            var id = await Cluster.EligibleAsync(writing);
            var (status, text) = await writing.CommandAsync($"{Cluster.Study}/participants/{id}/randomization");
            status.ShouldBe(200, text);
            (await reading.ReadAsync($"/api/v1/studies/{Cluster.Study}/participants/{id}")).ShouldContain(Cluster.KitOf(text));
            (await reading.ReadAsync($"/studies/{Cluster.Study}/participants/{id}")).ShouldContain(id);
        }
    }

    [Fact]
    public async Task The_same_command_sent_to_three_nodes_at_once_is_done_once_and_answered_alike_by_all()
    {
        var sites = three.Sites;
        for (var round = 0; round < 10; round++)
        {
            var id = await Cluster.EligibleAsync(sites[0]);
            var answers = await Task.WhenAll(sites.Select(site => site.CommandAsync($"{Cluster.Study}/participants/{id}/randomization", id: $"same-{id}")));
            answers.ShouldAllBe(answer => answer.Status == 200, string.Join('\n', answers));
            var kit = answers.Select(answer => Cluster.KitOf(answer.Text)).Distinct().ShouldHaveSingleItem();
            (await Cluster.AllocationsAsync())[id].ShouldBe(kit);
        }
    }

    [Fact]
    public async Task Three_nodes_that_randomize_side_by_side_give_no_kit_and_no_slot_twice()
    {
        var sites = three.Sites;
        var given = new ConcurrentDictionary<string, string>();
        await Task.WhenAll(sites.Select(async site =>
        {
            for (var i = 0; i < 15; i++)
            {
                var id = await Cluster.EligibleAsync(site);
                var (status, text) = await site.CommandAsync($"{Cluster.Study}/participants/{id}/randomization");
                status.ShouldBe(200, text);
                given[id] = Cluster.KitOf(text);
            }
        }));
        var journaled = await Cluster.AllocationsAsync();
        given.ShouldAllBe(one => journaled[one.Key] == one.Value);
        given.Values.ShouldBeUnique();
    }

    private static async Task<HttpStatusCode> SignInAsync(Uri node, string account, string password)
    {
        using var client = new HttpClient { BaseAddress = node };
        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { user = account, password }, Stop);
        return answer.StatusCode;
    }

    private static async Task<string> TokenAsync(Uri node, string account)
    {
        using var client = new HttpClient { BaseAddress = node };
        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { user = account, password = WebClient.Password }, Stop);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("accessToken").GetString()!;
    }

    private static async Task<HttpStatusCode> AskAsync(Uri node, string token)
    {
        using var client = new HttpClient { BaseAddress = node };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.GetAsync("/api/v1/studies/", Stop);
        return answer.StatusCode;
    }
}
