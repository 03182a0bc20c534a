using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Pdf;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Trial;
using OxyTrial.Vault.Custody;
using OxyTrial.Web.Layout;
using OxyTrial.Web.Unblinded.Lifecycle;

namespace OxyTrial.Server.Tests.Matrix;

/// <summary>A server with a study at each stage, and one that is none of the accounts' business; the accounts, signed in.</summary>
public sealed partial class MatrixWorld : IAsyncLifetime
{
    public const string Site = "HD";
    public const string OtherSite = "MA";
    public const string Participant = "R-1";
    public const string OtherStudy = "another-study";

    private const string Unprinted = "-{fingerprint}.";

    private static readonly ImmutableDictionary<Stage, string> ByStage = Enum.GetValues<Stage>().ToImmutableDictionary(stage => stage, stage => $"matrix-{stage.ToString().ToLowerInvariant()}");

    /// <summary>The studies that the accounts' grants name.</summary>
    public static IEnumerable<string> Studies => ByStage.Values;

    public TestServer Server { get; private set; } = null!;

    /// <summary>Everybody who asks, signed in before some of them were disabled.</summary>
    public ImmutableArray<MatrixCaller> Callers { get; private set; } = [];

    /// <summary>Somebody who never signed in.</summary>
    public MatrixCaller Nobody { get; private set; } = null!;

    private string Kit { get; set; } = string.Empty;

    /// <summary>Method and pattern of every endpoint of the running server; the hash in the address of an asset is left out.</summary>
    public IReadOnlyList<string> Endpoints =>
    [
        .. Routes.SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"])
            .Select(method => $"{method} {Fingerprint().Replace(endpoint.RoutePattern.RawText!, Unprinted)}")),
    ];

    /// <summary>The endpoints themselves.</summary>
    public IEnumerable<RouteEndpoint> Routes => Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public static string StudyOf(MatrixRow row) => ByStage[row.Stage];

    public async ValueTask InitializeAsync()
    {
        Server = await TestServer.StartAsync(services => services.AddSingleton<IPdfRenderer, NoPrinter>(), signInsPerMinute: 1_000_000);
        await MakeStudiesAsync();
        var accounts = Server.Services.GetRequiredService<AccountDirectory>();
        var callers = new List<MatrixCaller>();
        foreach (var account in MatrixAccounts.All)
        {
            (await accounts.CreateAsync(account.Name, $"Printed {account.Name}", TestServer.Password, account.Grants, "console")).Errors.ShouldBeEmpty();
            callers.Add(await MatrixCaller.SignInAsync(Server, account));
            if (account.Disabled)
            {
                (await accounts.SetDisabledAsync(account.Name, true, "console")).Succeeded.ShouldBeTrue();
            }
        }

        Callers = [.. callers];
        Nobody = await MatrixCaller.AnonymousAsync(Server);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var caller in Callers.Add(Nobody))
        {
            caller.Dispose();
        }

        await Server.DisposeAsync();
    }

    /// <summary>Every study's newest event: no question and no refused command adds one.</summary>
    public async Task<string> HeadsAsync()
    {
        var heads = new List<string>();
        foreach (var study in Studies.Order(StringComparer.Ordinal))
        {
            heads.Add($"{study} {(await Server.Journal.HeadAsync(study)).Fingerprint}");
        }

        return string.Join('\n', heads);
    }

    /// <summary>The address of a row, every parameter filled with something that is there.</summary>
    public string AddressOf(MatrixRow row) => AddressOf(row, null, string.Empty);

    /// <summary>The same addresses and forms, each with one thing in it that does not exist.</summary>
    public IEnumerable<(string Address, string? Form, string? Json)> AbsentOf(MatrixRow row)
    {
        // Behind its rule a command of the API is stopped before it looks for kit or visit; a page looks first.
        string[] parameters = row.IsApi ? ["study", "site", "participant"] : ["study", "site", "participant", "kit", "instrument"];
        foreach (var parameter in parameters.Where(parameter => row.Route.Contains($"{{{parameter}}}", StringComparison.Ordinal)))
        {
            yield return (AddressOf(row, parameter, parameter == "kit" ? "000000" : "not-there"), row.Form, row.Json);
        }

        // Dispensing at a site and screening answer for themselves who is not there.
        if (row.Reach == Reach.ThatSite && row.Form?.StartsWith("form=reconcile", StringComparison.Ordinal) == true)
        {
            yield return (AddressOf(row), row.Form.Replace(Participant, "not-there", StringComparison.Ordinal), row.Json);
        }
    }

    private string AddressOf(MatrixRow row, string? parameter, string instead)
    {
        (string Name, string Value)[] values =
        [
            ("study", StudyOf(row)), ("site", Site), ("participant", Participant), ("visit", "V1"), ("kit", Kit), ("lot", "L1"), ("instrument", "ecr-r"), ("code:int", "503"), ("documentName", "v1"),
        ];
        var route = row.Route.Contains(Unprinted, StringComparison.Ordinal)
            ? Routes.Select(endpoint => endpoint.RoutePattern.RawText!).Single(raw => Fingerprint().Replace(raw, Unprinted) == row.Route)
            : row.Route;
        return values.Aggregate(route, (address, value) => address.Replace($"{{{value.Name}}}", value.Name == parameter ? instead : value.Value, StringComparison.Ordinal));
    }

    private async Task MakeStudiesAsync()
    {
        var open = await TrialScenario.RecruitingAsync(Server, ByStage[Stage.Open]);
        await open.RandomizedAsync(Participant);
        await open.RunAsync(new IssueEmergencyPack(TrialScenario.Site(Site)));
        Kit = (await Server.Services.GetRequiredService<Views.TrialViews>().StudyAsync(open.Study))!.SiteOf(TrialScenario.Site(Site)).Stock.Kits.Keys.First().ToString();

        using var ada = CustodianKey.Create("Ada");
        using var grace = CustodianKey.Create("Grace");
        var locked = await TrialScenario.RecruitingAsync(Server, ByStage[Stage.Locked], custodians: new CustodianPanel(2, [ada.Public.ToCustodian(), grace.Public.ToCustodian()]));
        await LockAsync(locked);

        var unblinded = await TrialScenario.RecruitingAsync(Server, ByStage[Stage.Unblinded]);
        await unblinded.RandomizedAsync(Participant);
        await LockAsync(unblinded);
        var labels = SmallSpec.Read(unblinded.Study.Value).Study.Arms.ToImmutableSortedDictionary(arm => arm.Key, arm => arm.Label);
        foreach (var person in new[] { "ada", "grace" })
        {
            TrialScenario.Done(await Server.Services.GetRequiredService<StudyLifecycle>().SignUnblindingAsync(unblinded.Study, labels, unblinded.NextContext(person), CancellationToken.None));
        }

        await TrialScenario.RecruitingAsync(Server, OtherStudy);
    }

    private static async Task LockAsync(TrialScenario trial)
    {
        await trial.RunAsync(new CloseRecruitment("complete"));
        await trial.RunAsync(new SignDatabaseLock("reviewed"), "ada");
        await trial.RunAsync(new SignDatabaseLock("reviewed"), "grace");
    }

    [GeneratedRegex("-[0-9a-f]{16}\\.")]
    private static partial Regex Fingerprint();

    // Who may print is asked here, not how it looks.
    private sealed class NoPrinter : IPdfRenderer
    {
        public Task<byte[]> RenderAsync(ReportDocument document, CancellationToken cancellationToken = default) => Task.FromResult("%PDF"u8.ToArray());
    }
}
