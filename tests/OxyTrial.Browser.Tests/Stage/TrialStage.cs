using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Reports.Pdf;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Hosting;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Access;

namespace OxyTrial.Browser.Tests.Stage;

/// <summary>A real server on a free port with its own data folder, and a browser in front of it.</summary>
public sealed class TrialStage : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private readonly string folder = Directory.CreateTempSubdirectory("oxytrial-browser-").FullName;
    private readonly List<IBrowserContext> contexts = [];
    private WebApplication? server;
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>What axe found on the pages examined so far.</summary>
    public List<string> Violations { get; } = [];

    private string Address { get; set; } = string.Empty;

    /// <summary>The spec of the small trial.</summary>
    public static string Spec { get; } = ReadSpec();

    /// <summary>Starts server and browser; skips the test where there is no Chromium.</summary>
    public static async Task<TrialStage> SetAsync()
    {
        var chromium = ChromiumOptions.FromEnvironment().ExecutablePath;
        Assert.SkipUnless(File.Exists(chromium), $"Chromium is not at {chromium} (Debian: apt install chromium-headless-shell)");
        var stage = new TrialStage();
        await stage.StartServerAsync();
        await stage.MakePeopleAsync();
        stage.playwright = await Playwright.CreateAsync();
        stage.browser = await stage.playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
        });
        return stage;
    }

    /// <summary>Puts a study into quarantine, as the server does at its start when the journal lacks a known checkpoint.</summary>
    public async Task QuarantineAsync(StudyId study)
    {
        var head = await server!.Services.GetRequiredService<IJournalReader>().HeadAsync(study.Value);
        var outcome = await server.Services.GetRequiredService<ITrialHost>().ExecuteAsync(
            study, new ReportRestore(head.Position, head.Position + 12, new string('a', 16), Differs: false), new CommandContext("quarantine", "server", TimeProvider.System.GetUtcNow()));
        Assert.IsType<CommandOutcome.Completed>(outcome);
    }

    /// <summary>A signed-in person's own browser window.</summary>
    public async Task<Person> SignInAsync(string name, bool script = true)
    {
        var person = await OpenAsync(script);
        await person.GoAsync("/sign-in");
        await person.FillAsync("Account name", name);
        await person.FillAsync("Password", Password);
        await person.PressAsync("Sign in");
        return person;
    }

    /// <summary>A window in which nobody is signed in.</summary>
    public async Task<Person> OpenAsync(bool script = true)
    {
        var context = await browser!.NewContextAsync(new BrowserNewContextOptions { BaseURL = Address, JavaScriptEnabled = script, ViewportSize = new ViewportSize { Width = 1200, Height = 900 } });
        contexts.Add(context);
        context.SetDefaultTimeout(60_000);
        return new Person(await context.NewPageAsync(), Violations);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var context in contexts)
        {
            await context.CloseAsync();
        }

        if (browser is not null)
        {
            await browser.CloseAsync();
        }

        playwright?.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task StartServerAsync()
    {
        server = TrialServer.Build(new ServerOptions { DataDirectory = folder, Urls = ["http://127.0.0.1:0"], SignInsPerMinute = 1000 });
        await server.StartAsync();
        Address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    private async Task MakePeopleAsync()
    {
        var accounts = server!.Services.GetRequiredService<AccountDirectory>();
        (string Name, string Printed, string[] Grants)[] people =
        [
            ("s.braun", "Sophie Braun", ["statistician/*/*"]),
            ("t.weiss", "Tim Weiß", ["statistician/small-walk/*"]),
            ("m.keller", "Maria Keller", ["coordinator/small-walk/HD"]),
            ("i.lang", "Ines Lang", ["investigator/small-walk/HD"]),
            ("p.vogt", "Paul Vogt", ["pharmacist/small-walk/HD"]),
            ("o.maier", "Olga Maier", ["monitor/small-walk/*"]),
            ("a.roth", "Anna Roth", ["auditor/small-walk/*"]),
        ];
        foreach (var (name, printed, grants) in people)
        {
            var made = await accounts.CreateAsync(name, printed, Password, grants.Select(Granted), "console");
            Assert.True(made.Succeeded, string.Join(' ', made.Errors));
        }
    }

    private static Grant Granted(string text) => Grant.TryParse(text, out var grant) ? grant : throw new ArgumentException(text);

    private static string ReadSpec()
    {
        using var reader = new StreamReader(typeof(TrialStage).Assembly.GetManifestResourceStream("spec.yaml")!);
        return reader.ReadToEnd();
    }
}
