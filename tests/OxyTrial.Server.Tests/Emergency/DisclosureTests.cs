using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Html;
using OxyTrial.Reports.Pdf;
using OxyTrial.Server.Tests.Api;
using OxyTrial.Server.Tests.Trial;

namespace OxyTrial.Server.Tests.Emergency;

/// <summary>What was disclosed, on page and paper: watermarked, stamped, and told once.</summary>
public sealed class DisclosureTests
{
    private const string Break = "/participants/R-1/emergency-unblinding";
    private const string Watermark = "UNBLINDED — participant R-1 only — printed by Printed investigator-hd (investigator-hd) at 2026-03-02 09:00:00 UTC";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_is_watermarked_with_participant_person_and_time()
    {
        var (server, trial) = await StartAsync(new KeptDocuments());
        await using var stopped = server;
        using var browser = await SignedInBrowser.StartAsync(server, "investigator-hd");

        using var answer = await browser.SendAsync($"/studies/{trial.Study}{Break}", "emergency", Typed());

        var page = await SignedInBrowser.ReadAsync(answer);
        page.QuerySelectorAll(".watermark text").ShouldAllBe(text => text.TextContent == Watermark);
        page.QuerySelector("footer")!.TextContent.ShouldContain((await trial.HeadAsync()).ToString());
    }

    [Fact]
    public async Task The_paper_has_the_watermark_and_the_journal_with_the_break_in_it()
    {
        var documents = new KeptDocuments();
        var (server, trial) = await StartAsync(documents);
        await using var stopped = server;
        using var browser = await SignedInBrowser.StartAsync(server, "investigator-hd");
        using var client = await server.ClientAsync("investigator-hd");

        using var page = await browser.SendAsync($"/studies/{trial.Study}{Break}", "emergency", new(Typed()) { ["format"] = "pdf" });
        var afterPage = await trial.HeadAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, trial.Url + Break) { Content = JsonContent.Create(new { reason = "seizure", participantTwice = "R-1", password = TestServer.Password }) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/pdf"));
        request.Headers.Add("Idempotency-Key", "as-pdf");
        using var api = await client.SendAsync(request, Stop);

        page.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        api.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        api.Headers.CacheControl!.NoStore.ShouldBeTrue();
        documents.Printed.Select(document => document.Stamp.Basis.Text).ShouldBe([$"Journal position {afterPage.Position}, chain {afterPage}", await BasisAsync(trial)]);
        foreach (var document in documents.Printed)
        {
            var html = WebUtility.HtmlDecode(await HtmlReportRenderer.RenderAsync(document, HtmlMedium.Paper, Stop));
            html.ShouldContain(Watermark);
            html.ShouldMatch("Oxytocin 24 IU|Placebo, excipient-matched");
        }
    }

    [Fact]
    public async Task Nothing_that_can_be_asked_for_later_repeats_it()
    {
        var (server, trial) = await StartAsync(new KeptDocuments());
        await using var stopped = server;
        using var client = await server.ClientAsync("investigator-hd");
        using var told = await trial.PostAsync(client, Break, new { reason = "seizure", participantTwice = "R-1", password = TestServer.Password }, "once");
        told.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var got = await client.GetAsync(trial.Url + Break, Stop);
        using var others = await server.ClientAsync("third-party");
        using var stolen = await trial.PostAsync(others, Break, new { reason = "seizure", participantTwice = "R-1", password = TestServer.Password }, "once");

        got.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        await BadInputTests.ShouldBeProblemAsync(stolen, 422, "/problems/refusals/701", "another person's key");
        foreach (var endpoint in AccessTests.Endpoints(server, "/").Where(endpoint => endpoint.RoutePattern.RawText!.Contains("emergency-unblinding", StringComparison.Ordinal)))
        {
            using var page = await client.GetAsync(endpoint.RoutePattern.RawText!.Replace("{study}", trial.Study.Value, StringComparison.Ordinal).Replace("{participant}", "R-1", StringComparison.Ordinal), Stop);
            (await page.Content.ReadAsStringAsync(Stop)).ShouldNotContain("Oxytocin 24 IU");
        }
    }

    private static async Task<(TestServer Server, TrialScenario Trial)> StartAsync(KeptDocuments documents)
    {
        var server = await TestServer.StartAsync(services => services.AddSingleton<IPdfRenderer>(documents));
        var trial = await TrialScenario.RecruitingAsync(server, "disclosure");
        await trial.RandomizedAsync("R-1");
        return (server, trial);
    }

    private static async Task<string> BasisAsync(TrialScenario trial)
    {
        var head = await trial.HeadAsync();
        return $"Journal position {head.Position}, chain {head}";
    }

    private static Dictionary<string, string> Typed() =>
        new() { ["reason"] = "seizure", ["participant"] = "R-1", ["participant-again"] = "R-1", ["password"] = TestServer.Password };

    /// <summary>Keeps what would be printed: the printing itself has tests of its own.</summary>
    private sealed class KeptDocuments : IPdfRenderer
    {
        public ConcurrentQueue<ReportDocument> Printed { get; } = new();

        public Task<byte[]> RenderAsync(ReportDocument document, CancellationToken cancellationToken = default)
        {
            Printed.Enqueue(document);
            return Task.FromResult("%PDF-1.7"u8.ToArray());
        }
    }
}
