using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using OxyTrial.Reports.Pdf;
using OxyTrial.Samples;

namespace OxyTrial.Canary.Tests.Playing;

/// <summary>What the unblinded statistician took out at the end: the truth that must have been nowhere before.</summary>
/// <param name="PackagingLines">Lines of the packaging list: kit, set, arm, label.</param>
/// <param name="Codes">The true emergency codes, one a participant.</param>
internal sealed record UnblindedOutputs(IReadOnlyList<string> PackagingLines, IReadOnlyList<string> Codes);

/// <summary>A small trial played over HTTP against a web node and a vault, each a process of its own.</summary>
internal sealed partial class CanaryTrial : IAsyncDisposable
{
    public const string Study = "canary-trial";

    /// <summary>Planted where it may be: what a search of the web node must find.</summary>
    public const string PlantedReason = "Planted-Canary-Reason-5KQJ8";

    private const string KeyVariable = "OXYTRIAL_CANARY_KEY";

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("oxytrial-canary-");
    private readonly List<string> participants = [];
    private RunningProcess? vault;
    private RunningProcess? web;
    private WebClient? statistician;
    private WebClient? site;

    /// <summary>The key-encryption key, which only the vault's environment has.</summary>
    public byte[] Key { get; } = RandomNumberGenerator.GetBytes(32);

    public string VaultFolder => In("vault");

    public IReadOnlyList<string> Participants => participants;

    /// <summary>Whether documents were printed; there may be no browser to print with.</summary>
    public bool Printed { get; private set; }

    /// <summary>Both processes, accounts, and the study registered; the web node is started anew after it, since the procedure passed through.</summary>
    public async Task BeginAsync()
    {
        foreach (var folder in (string[])["web-tmp", "web-log", "vault-log", "dumps"])
        {
            root.CreateSubdirectory(folder);
        }

        await RunningProcess.RunAsync(In("web-log/accounts"), WebClient.Password, "user", "add", "site", "--data", In("web"), "--role", "coordinator/*/*", "investigator/*/*", "pharmacist/*/*", "monitor/*/*", "auditor/*/*");
        await RunningProcess.RunAsync(In("web-log/accounts"), WebClient.Password, "user", "add", "stat", "--data", In("web"), "--role", "statistician/*/*");
        await StartWebAsync("first");
        vault = await RunningProcess.StartAsync(
            In("vault-log/vault"), new Dictionary<string, string> { [KeyVariable] = Convert.ToHexStringLower(Key) },
            "vault", "serve", "--folder", In("vault"), "--journal", In("web/journal.db"), "--vault-key", $"env:{KeyVariable}", "--at", $"unix:{In("vault.sock")}");
        using (var registering = await WebClient.SignInAsync(web!.Address, "stat"))
        {
            var spec = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "canary.yaml"));
            using var registered = await registering.SubmitAsync("/unblinded/register", "/unblinded/register", new() { ["spec"] = spec, ["action"] = "register" });
            ((int)registered.StatusCode).ShouldBe(302, await registered.Content.ReadAsStringAsync());
        }

        await web!.StopAsync();
        await web.DisposeAsync();
        await StartWebAsync("second");
        statistician = await WebClient.SignInAsync(web!.Address, "stat");
        site = await WebClient.SignInAsync(web!.Address, "site");
    }

    /// <summary>Sealing, supply, participants until the stock is out, and everybody's pages.</summary>
    public async Task PlayAsync()
    {
        using (var sealedNow = await statistician!.SubmitAsync($"/unblinded/{Study}", $"/unblinded/{Study}", new() { ["form"] = "seal", ["without"] = "on" }))
        {
            ((int)sealedNow.StatusCode).ShouldBe(302, await sealedNow.Content.ReadAsStringAsync());
        }

        await statistician.DoAsync($"{Study}/activation");
        await statistician.DoAsync($"{Study}/sites/HD/opening");
        await statistician.DoAsync($"{Study}/lots", new { lot = "LOT-1", site = "HD", expiry = TimeProvider.System.GetUtcNow().AddDays(200).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), sets = 8 });
        await site!.DoAsync($"{Study}/sites/HD/lots/LOT-1/receipt");
        while (await RandomizedAsync(string.Create(CultureInfo.InvariantCulture, $"PQX7-{participants.Count + 1:000}")))
        {
        }

        participants.Count.ShouldBeGreaterThan(3);
        var unused = UnusedKit().Match(await site.ReadAsync($"/api/v1/studies/{Study}/sites/HD/kits")).Groups[1].Value;
        await site.DoAsync($"{Study}/sites/HD/kits/{unused}/damage", new { reason = PlantedReason });
        await LookAsync();
    }

    /// <summary>Takes out what only the vault knows: the only way there is, and journaled.</summary>
    public async Task<UnblindedOutputs> UnblindAsync()
    {
        using var packaging = await statistician!.SubmitAsync($"/unblinded/{Study}", $"/unblinded/{Study}/packaging.csv", new() { ["recipient"] = "The manufacturer", ["entitled"] = "on" });
        using var telephone = await statistician.SubmitAsync(
            $"/unblinded/{Study}", $"/unblinded/{Study}/telephone-list", new() { ["recipient"] = "Poison center", ["entitled"] = "on", ["password"] = WebClient.Password, ["format"] = "html" });
        var lines = (await packaging.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).ToArray();
        var codes = Code().Matches(await telephone.Content.ReadAsStringAsync()).Select(match => match.Groups[1].Value).Distinct().ToArray();
        lines.Length.ShouldBe(40);
        codes.Length.ShouldBe(participants.Count);
        return new UnblindedOutputs(lines, codes);
    }

    public Task<string?> DumpWebAsync(string name) => CoreDump.WriteAsync(web!.Id, In($"dumps/{name}"));

    public Task<string?> DumpVaultAsync(string name) => CoreDump.WriteAsync(vault!.Id, In($"dumps/{name}"));

    public string Dump(string name) => In($"dumps/{name}");

    /// <summary>A file's name below the trial's folder.</summary>
    public string NameOf(string file) => Path.GetRelativePath(root.FullName, file);

    /// <summary>Copies of everything that the web node has written: its data, its own temporary folder, what it printed.</summary>
    public IReadOnlyList<string> CopyOfFiles(string name)
    {
        var copies = new List<string>();
        foreach (var file in ((string[])["web", "web-tmp", "web-log"]).SelectMany(folder => new DirectoryInfo(In(folder)).EnumerateFiles("*", SearchOption.AllDirectories)))
        {
            // Sockets, pipes and links hold nothing, and opening a pipe would wait for ever.
            if (file is { LinkTarget: null, Length: > 0 })
            {
                var copy = In(Path.Combine($"copy-{name}", NameOf(file.FullName)));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                using var source = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var target = File.Create(copy);
                source.CopyTo(target);
                copies.Add(copy);
            }
        }

        return copies;
    }

    /// <summary>Stops both; what they wrote stays.</summary>
    public async Task StopAsync()
    {
        await web!.StopAsync();
        await vault!.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        statistician?.Dispose();
        site?.Dispose();
        foreach (var process in new[] { web, vault })
        {
            await (process?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        root.Delete(recursive: true);
    }

    private string In(string path) => Path.Combine(root.FullName, path);

    private async Task StartWebAsync(string name) => web = await RunningProcess.StartAsync(
        In($"web-log/{name}"), new Dictionary<string, string> { ["TMPDIR"] = In("web-tmp") },
        "serve", "--data", In("web"), "--urls", "http://127.0.0.1:0", "--vault", $"unix:{In("vault.sock")}");

    private async Task<bool> RandomizedAsync(string id)
    {
        var at = $"{Study}/participants/{id}";
        await site!.DoAsync($"{Study}/participants/", new { participant = id, site = "HD", cohort = "BPD", recorded = new { gender = participants.Count % 2 == 0 ? "F" : "M" } });
        await site.DoAsync($"{at}/consent", new { formVersion = "1.0" });
        await site.DoAsync($"{at}/questionnaire", new { instrument = "ecr-r", responses = Enumerable.Range(1, 36).Select(item => item is 9 or 11 ? 1 : 7) });
        await site.DoAsync($"{at}/eligibility", new { checks = new[] { "adult" } });
        var (status, text) = await site.CommandAsync($"{at}/randomization");
        if (status == 409)
        {
            text.ShouldContain("/problems/refusals/");
            return false;
        }

        status.ShouldBe(200, text);
        participants.Add(id);
        await site.DoAsync($"{at}/visits/V1/dispensing");
        return true;
    }

    private async Task LookAsync()
    {
        var first = participants[0];
        foreach (var page in (string[])["", "/participants", $"/participants/{first}", "/sites", "/sites/HD", "/emergency", "/enrollment", "/audit", "/audit/check", "/conduct"])
        {
            await site!.ReadAsync($"/studies/{Study}{page}");
        }

        foreach (var address in (string[])["", "/sites", "/sites/HD/kits", "/participants", $"/participants/{first}", $"/participants/{first}/visits/V1/dosing-sheet", "/enrollment", "/consort", "/audit-trail", "/journal-check", "/emergency"])
        {
            await site!.ReadAsync($"/api/v1/studies/{Study}{address}");
        }

        foreach (var page in (string[])["/", $"/studies/{Study}", $"/studies/{Study}/conduct", $"/unblinded/{Study}", $"/unblinded/register"])
        {
            await statistician!.ReadAsync(page);
        }

        Printed = File.Exists(ChromiumOptions.FromEnvironment().ExecutablePath);
        if (Printed)
        {
            await site!.ReadAsync($"/api/v1/studies/{Study}/participants/{first}/visits/V1/dosing-sheet.pdf");
            await site.ReadAsync($"/api/v1/studies/{Study}/consort.pdf");
        }
    }

    [GeneratedRegex("\"number\":\"([0-9]{9})\",\"lot\":\"LOT-1\",\"status\":\"available\"")]
    private static partial Regex UnusedKit();

    [GeneratedRegex(">([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})<")]
    private static partial Regex Code();
}
