using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Server.Alerts;
using OxyTrial.Server.Hosting;
using OxyTrial.Server.Tests.Api;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Web.Access;

namespace OxyTrial.Server.Tests.TwinTrials;

/// <summary>What blinded people were told, in order; and apart from it what the one declared disclosure said.</summary>
/// <param name="Told">One line an answer: who asked for what, status, headers, body.</param>
/// <param name="Journal">One line an event, every field.</param>
/// <param name="Disclosed">The treatment told in the emergency.</param>
internal sealed record TwinRecord(IReadOnlyList<string> Told, IReadOnlyList<string> Journal, string Disclosed)
{
    /// <summary>The first thing by which a blinded person could tell the two apart; null when there is none.</summary>
    public string? FirstDifference(TwinRecord other) =>
        Told.Zip(other.Told).Concat(Journal.Zip(other.Journal)).Where(pair => pair.First != pair.Second).Select(pair => $"{pair.First}\n≠\n{pair.Second}").FirstOrDefault()
        ?? (Told.Count == other.Told.Count && Journal.Count == other.Journal.Count ? null : "One twin was told more than the other.");
}

/// <summary>
/// The same story for both twins: screening to completion, stock running out, damage, return, errors, an emergency unblinding; after
/// every chapter everyone asks for everything.
/// </summary>
internal sealed class TwinScript(TestServer server, Func<TrialScenario, Task>? mischief = null)
{
    private readonly List<string> told = [];
    private TrialScenario trial = null!;
    private readonly Dictionary<string, (HttpClient Client, DateTimeOffset Until)> clients = [];
    private int commands;

    public async Task<TwinRecord> RunAsync()
    {
        trial = await TrialScenario.RecruitingAsync(server, "twin", sets: 4);
        await EnrollAsync(1, 6);
        await TreatAsync();
        await CommandAsync("coordinator-hd", "/sites/HD/emergency-pack");
        await EverybodyAsksAsync();
        await trial.StockAsync("L2", 150, 6);
        await EnrollAsync(6, 10);
        server.Clock.Advance(TimeSpan.FromDays(28));
        await LaterAsync();
        var disclosed = $"{await BreakCodeAsync(3, "treatment")} {await BreakCodeAsync(4, "code")}";
        await OpenOfflineAsync();
        await (mischief?.Invoke(trial) ?? Task.CompletedTask);
        await EverybodyAsksAsync();
        await PrintAsync();
        await AlertAsync();
        await CommandAsync("statistician", "/recruitment-closure", new { reason = "target reached" });
        await CommandAsync("statistician", "/lock-signatures", new { meaning = "reviewed", password = TestServer.Password });
        await CommandAsync("monitor", "/lock-signatures", new { meaning = "reviewed", password = TestServer.Password });
        await EverybodyAsksAsync();
        return new TwinRecord(told, [.. (await trial.EntriesAsync()).Select(JournalLine)], disclosed);
    }

    // The lot L1 is sure to serve four: the fifth is refused for want of stock, in both twins or in neither.
    private async Task EnrollAsync(int first, int last)
    {
        for (var number = first; number <= last; number++)
        {
            var id = Participant(number);
            await CommandAsync("coordinator-hd", "/participants", new { participant = id, site = "HD", cohort = number % 3 == 0 ? "healthy" : "BPD", recorded = new { gender = number % 2 == 0 ? "F" : "M" } });
            await CommandAsync("coordinator-hd", $"/participants/{id}/consent", new { formVersion = "1.0" });
            await CommandAsync("coordinator-hd", $"/participants/{id}/questionnaire", new { instrument = "ecr-r", responses = TrialScenario.Anxious });
            await CommandAsync("coordinator-hd", $"/participants/{id}/eligibility", new { checks = new[] { "adult", "nose-clear" } });
            await CommandAsync("coordinator-hd", $"/participants/{id}/randomization");
            server.Clock.Advance(TimeSpan.FromMinutes(7));
        }
    }

    private async Task TreatAsync()
    {
        await CommandAsync("pharmacist-hd", $"/participants/{Participant(1)}/visits/V1/dispensing");
        await CommandAsync("pharmacist-hd", $"/participants/{Participant(2)}/visits/V1/dispensing");
        await CommandAsync("pharmacist-hd", $"/participants/{Participant(2)}/visits/V2/dispensing");
        await CommandAsync("pharmacist-hd", $"/sites/HD/kits/{await KitOfAsync(3)}/damage", new { reason = "dropped" });
        await CommandAsync("pharmacist-hd", $"/participants/{Participant(3)}/visits/V1/kit");
    }

    private async Task LaterAsync()
    {
        await CommandAsync("pharmacist-hd", $"/participants/{Participant(3)}/visits/V1/kit");
        await CommandAsync("pharmacist-hd", $"/participants/{Participant(1)}/visits/V3/kit");
        await CommandAsync("pharmacist-hd", $"/participants/{Participant(1)}/visits/V3/dispensing");
        await CommandAsync("pharmacist-hd", $"/sites/HD/kits/{await KitOfAsync(1)}/return", new { returnedMilliliters = 1.5 });
        await CommandAsync("coordinator-hd", $"/participants/{Participant(1)}/completion");
        await CommandAsync("coordinator-hd", $"/participants/{Participant(2)}/withdrawal", new { reason = "adverse-event", detail = "nausea" });
        await CommandAsync("coordinator-hd", $"/participants/{Participant(4)}/errors/randomized-in-error", new { reason = "consent form outdated" });
        await CommandAsync("coordinator-hd", $"/participants/{Participant(4)}/errors/misstratification", new { factor = "anxiety", correctLevel = "low", reason = "items swapped" });
    }

    // Declared disclosure: the answer to whoever breaks a code is the one thing told that may differ between twins.
    private async Task<string> BreakCodeAsync(int participant, string what)
    {
        var client = await ClientAsync("investigator-hd");
        var body = new { reason = "seizure", participantTwice = Participant(participant), password = TestServer.Password, answer = what };
        using var answer = await trial.PostAsync(client, $"/participants/{Participant(participant)}/emergency-unblinding", body, $"emergency-{participant}");
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty(what).GetString()!;
    }

    // Both codes of a participant are tried: whoever has the pack must not learn from the answer which is true.
    private async Task OpenOfflineAsync()
    {
        var pack = await server.Services.GetRequiredService<IEmergencyPacks>().LastPackAsync(trial.Study, TrialScenario.Site("HD"), default);
        foreach (var line in pack!.Entries[0].Lines)
        {
            await CommandAsync("investigator-hd", $"/participants/{pack.Entries[0].Participant}/offline-openings", Opening(line.Code));
            await CommandAsync("investigator-hd", $"/participants/{pack.Entries[1].Participant}/offline-openings", Opening(line.Code));
        }

        await CommandAsync("monitor", $"/participants/{pack.Entries[0].Participant}/offline-openings/reconciliation", new { opening = 1, note = "agrees with the form" });
        await CommandAsync("coordinator-hd", "/sites/HD/emergency-pack");
    }

    private object Opening(string code) => new { openedAt = server.Clock.GetUtcNow().AddHours(-1), openedBy = "night duty", codeReadBy = "poison center", reason = "seizure, no connection", code };

    private async Task EverybodyAsksAsync()
    {
        var questions = AccessTests.Endpoints(server, "/api/v1").Where(IsQuestion)
            .SelectMany(endpoint => Addresses(endpoint.RoutePattern.RawText!)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        foreach (var account in TestServer.Accounts.Keys)
        {
            var client = await ClientAsync(account);
            foreach (var question in questions)
            {
                using var answer = await client.GetAsync(question);
                told.Add(await LineAsync($"{account} GET {question}", answer));
            }
        }
    }

    private async Task PrintAsync()
    {
        foreach (var (account, document) in new[] { ("pharmacist-hd", $"/participants/{Participant(4)}/visits/V1/dosing-sheet.pdf"), ("monitor", "/consort.pdf"), ("investigator-hd", "/sites/HD/emergency-pack.pdf") })
        {
            var client = await ClientAsync(account);
            using var answer = await client.GetAsync(trial.Url + document);
            told.Add(await LineAsync($"{account} GET {document}", answer));
        }
    }

    private async Task AlertAsync()
    {
        await server.Services.GetRequiredService<EmergencyAlerts>().FollowAsync(default);
        foreach (var file in Directory.GetFiles(Path.Combine(server.Services.GetRequiredService<ServerOptions>().AlertDirectory, "pickup")).Order(StringComparer.Ordinal))
        {
            told.Add($"alert {Path.GetFileName(file)} {await File.ReadAllTextAsync(file)}");
        }
    }

    private async Task CommandAsync(string account, string path, object? body = null)
    {
        var client = await ClientAsync(account);
        var key = string.Create(CultureInfo.InvariantCulture, $"command-{++commands}");
        using var answer = await trial.PostAsync(client, path, body, key);
        told.Add(await LineAsync($"{account} POST {path}", answer));
    }

    private async Task<string> KitOfAsync(int participant)
    {
        var client = await ClientAsync("monitor");
        var answer = await client.GetFromJsonAsync<JsonElement>($"{trial.Url}/participants/{Participant(participant)}");
        return answer.GetProperty("visits")[0].GetProperty("kit").GetString()!;
    }

    // A sign-in lasts an hour of the trial's clock.
    private async Task<HttpClient> ClientAsync(string account)
    {
        if (!clients.TryGetValue(account, out var known) || known.Until <= server.Clock.GetUtcNow())
        {
            known.Client?.Dispose();
            clients[account] = known = (await server.ClientAsync(account), server.Clock.GetUtcNow().AddMinutes(50));
        }

        return known.Client;
    }

    private static bool IsQuestion(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("GET") && !endpoint.RoutePattern.RawText!.EndsWith(".pdf", StringComparison.Ordinal);

    private static IEnumerable<string> Addresses(string pattern) =>
        from site in new[] { "HD", "MA" }
        from participant in Enumerable.Range(1, 5).Select(Participant)
        from visit in new[] { "V1", "V3" }
        select pattern.Replace("{study}", "twin", StringComparison.Ordinal).Replace("{site}", site, StringComparison.Ordinal)
            .Replace("{participant}", participant, StringComparison.Ordinal).Replace("{visit}", visit, StringComparison.Ordinal);

    private static string Participant(int number) => string.Create(CultureInfo.InvariantCulture, $"HD-{number:000}");

    private static async Task<string> LineAsync(string asked, HttpResponseMessage answer)
    {
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date").Select(header => $"{header.Key}={string.Join(',', header.Value)}");
        var body = await answer.Content.ReadAsByteArrayAsync();
        var text = answer.Content.Headers.ContentType?.MediaType == "application/pdf" ? Convert.ToBase64String(body) : Encoding.UTF8.GetString(body);
        return $"{asked} → {(int)answer.StatusCode} [{string.Join("; ", headers)}] {text}";
    }

    private static string JournalLine(OxyTrial.Journal.JournalEntry entry) =>
        $"{entry with { CommandDigest = [], Body = [], Hash = [] }} {Convert.ToHexString(entry.CommandDigest)} {Encoding.UTF8.GetString(entry.Body)} {Convert.ToHexString(entry.Hash)}";
}
