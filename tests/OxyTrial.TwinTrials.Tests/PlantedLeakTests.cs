using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OxyTrial.Grains;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Pdf;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.TwinTrials.Servers;
using OxyTrial.Vault;

namespace OxyTrial.TwinTrials.Tests;

/// <summary>A check that cannot fail is no check: each way in which an arm has leaked in the field is planted, and found.</summary>
public sealed class PlantedLeakTests
{
    private static readonly StudyId Study = StudyId.FromTrusted("parallel-0");

    private static readonly Dictionary<string, (Plant Plant, string FoundIn)> Leaks = new()
    {
        ["an endpoint tells the arm of a kit"] = (Asked("/api/v1/leak", static async http => Results.Text(await ArmAsync(http))), "GET /api/v1/leak"),
        ["a page's form tells the arm"] = (Asked("/leak", static async http => Results.Content($"<form method=post><input type=hidden name=command-id value={await ArmAsync(http)}></form>", "text/html")), "GET /leak"),
        ["an answer is padded by arm"] = (Asked("/leak", static async http => Results.Text(new string(' ', await ArmAsync(http) == "O" ? 10 : 11))), "GET /leak"),
        ["rows are in the order of the arm"] = (Asked("/leak", static async http => Results.Text(string.Join('\n', (await KitsAsync(http)).OrderBy(kit => kit.Arm, StringComparer.Ordinal).Select(kit => kit.Kit)))), "GET /leak"),
        ["an event carries the arm"] = (Asked("/leak", WriteDownAsync), ""),
        ["a header carries the arm"] = (Everywhere(static async http => http.Response.Headers["X-Batch"] = await ArmAsync(http)), ""),
        ["a log line carries the arm"] = (Everywhere(static async http => http.RequestServices.GetRequiredService<ILogger<PlantedLeakTests>>().LogInformation("Served from batch {Batch}", await ArmAsync(http))), "log"),
        ["a metric's tag carries the arm"] = (Everywhere(static async http => http.RequestServices.GetRequiredService<IMeterFactory>().Create("leak").CreateCounter<int>("served").Add(1, new KeyValuePair<string, object?>("batch", await ArmAsync(http)))), "metrics"),
        ["a trace's tag carries the arm"] = (Everywhere(static async http => Activity.Current?.SetTag("batch", await ArmAsync(http))), "traces"),
        ["a document's metadata carries the arm"] = (new Plant(static services => services.AddSingleton<IPdfRenderer>(provider => new TellingPrinter(Printer(services), provider))), ".pdf"),
    };

    public static TheoryData<string> Names => [.. Leaks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_planted_leak_is_found_and_located(string leak)
    {
        var (plant, where) = Leaks[leak];

        var certificate = await RunAsync(plant, pdfEvery: 0);

        certificate.Holds.ShouldBeFalse();
        var difference = certificate.Difference.ShouldNotBeNull();
        difference.What.ShouldContain(where);
        difference.First.ShouldNotBe(difference.Second);
        certificate.ToText().ShouldContain("THE TWINS DIFFER in scenario");
    }

    [Fact]
    public async Task The_metadata_of_a_printed_PDF_is_compared()
    {
        Assert.SkipUnless(File.Exists(ChromiumOptions.FromEnvironment().ExecutablePath), "needs Chromium");

        var certificate = await RunAsync(Leaks["a document's metadata carries the arm"].Plant, pdfEvery: 1);

        var difference = certificate.Difference.ShouldNotBeNull();
        difference.What.ShouldContain(".pdf");
        difference.First.ShouldContain("Keywords");
    }

    [Fact]
    public async Task What_every_twin_may_tell_is_no_leak()
    {
        var certificate = await RunAsync(Everywhere(static http =>
        {
            http.Response.Headers["X-Batch"] = "constant";
            http.RequestServices.GetRequiredService<ILogger<PlantedLeakTests>>().LogInformation("Served");
            return Task.CompletedTask;
        }), pdfEvery: 0);

        certificate.Difference.ShouldBeNull();
    }

    private static Task<TwinCertificate> RunAsync(Plant plant, int pdfEvery) =>
        TwinRun.RunAsync(new TwinRunRequest { Spec = Specs.Read("parallel"), Scenarios = 1, PdfEvery = pdfEvery, Threads = 1 }, plant, null, TestContext.Current.CancellationToken);

    private static Plant Asked(string address, Func<HttpContext, Task<IResult>> answer) => new(Endpoints: app => app.MapGet(address, answer).AllowAnonymous());

    private static Plant Everywhere(Func<HttpContext, Task> leak) => new(services => services.AddSingleton<IStartupFilter>(new Around(leak)));

    private static async Task<IResult> WriteDownAsync(HttpContext http)
    {
        var host = http.RequestServices.GetRequiredService<ITrialHost>();
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        await host.ExecuteAsync(Study, new SuspendSite(SiteId.FromTrusted("HD"), await ArmAsync(http)), new($"leak-{time.GetUtcNow().UtcTicks}", "leak", time.GetUtcNow()), http.RequestAborted);
        return Results.Ok();
    }

    private static async Task<string> ArmAsync(HttpContext http) => await KitsAsync(http) is [var first, ..] ? first.Arm : "unsealed";

    private static Task<IReadOnlyList<PackagedKit>> KitsAsync(HttpContext http) => KitsAsync(http.RequestServices);

    private static async Task<IReadOnlyList<PackagedKit>> KitsAsync(IServiceProvider services)
    {
        try
        {
            return [.. (await services.GetRequiredService<TrialVault>().ContentsAsync(Study)).OrderBy(kit => kit.Kit)];
        }
        catch (VaultException)
        {
            return [];
        }
    }

    private static IPdfRenderer Printer(IServiceCollection services) => (IPdfRenderer)services.Last(service => service.ServiceType == typeof(IPdfRenderer) && service.ImplementationInstance is not null).ImplementationInstance!;

    private sealed class Around(Func<HttpContext, Task> leak) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, following) =>
            {
                await leak(http);
                await following(http);
            });
            next(app);
        };
    }

    private sealed class TellingPrinter(IPdfRenderer printer, IServiceProvider services) : IPdfRenderer
    {
        public async Task<byte[]> RenderAsync(ReportDocument document, CancellationToken cancellationToken = default)
        {
            var arm = await KitsAsync(services) is [var first, ..] ? first.Arm : "unsealed";
            return [.. await printer.RenderAsync(document, cancellationToken), .. Encoding.UTF8.GetBytes($"\n% Keywords ({arm})")];
        }
    }
}
