using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Reports.Pdf;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Vault;

namespace OxyTrial.Server.Tests.TwinTrials;

/// <summary>The proof of the second promise: with the arms exchanged, nothing that a blinded person is told differs in a single byte.</summary>
public sealed class TwinTrialTests : IAsyncLifetime
{
    private static readonly StudyId Study = StudyId.FromTrusted("twin");

    private readonly ChromiumPdfRenderer printer = new(ChromiumOptions.FromEnvironment());

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => printer.DisposeAsync();

    [Theory]
    [InlineData(SmallDesign.Parallel, "questionnaires/ecr-r")]
    [InlineData(SmallDesign.CrossOver, "questionnaires/rq")]
    [InlineData(SmallDesign.TwoByTwo, "questionnaires/aai")]
    public async Task Twins_with_exchanged_arms_tell_every_role_the_same_bytes(SmallDesign design, string measure)
    {
        var first = await RunAsync(exchanged: false, design);
        var second = await RunAsync(exchanged: true, design);

        first.FirstDifference(second).ShouldBeNull();
        first.Told.Count.ShouldBeGreaterThan(1500);
        first.Told.ShouldContain(line => line.Contains("/randomization → 409", StringComparison.Ordinal) && line.Contains("StockInsufficient", StringComparison.Ordinal));
        first.Told.Count(line => line.Contains("JVBERi0", StringComparison.Ordinal)).ShouldBe(3);
        foreach (var page in new[] { measure, "instruments/ecr-r/form", "sites/HD/kits/", "/audit", "/unblinded/twin", "/conduct" })
        {
            first.Told.ShouldContain(line => line.Contains(page, StringComparison.Ordinal) && line.Contains("→ 200", StringComparison.Ordinal) && line.Contains("<html", StringComparison.Ordinal), page);
        }

        first.Told.Count(line => line.StartsWith("alert ", StringComparison.Ordinal)).ShouldBe(6);

        // They are twins and not copies: the one declared disclosure tells them apart.
        first.Disclosed.ShouldNotBe(second.Disclosed);
        first.Told.Concat(first.Journal).ShouldNotContain(line => line.Contains("\"treatment\":\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_that_tells_the_arm_of_a_kit_would_be_found()
    {
        static void Leak(WebApplication app) => app.MapGet("/api/v1/leak", async (TrialVault vault) => Results.Text((await vault.ContentsAsync(Study)).OrderBy(kit => kit.Kit).First().Arm));

        var first = await RunAsync(exchanged: false, endpoints: Leak);
        var second = await RunAsync(exchanged: true, endpoints: Leak);

        first.FirstDifference(second).ShouldNotBeNull().ShouldContain("/api/v1/leak");
    }

    [Fact]
    public async Task A_page_whose_form_tells_the_arm_would_be_found()
    {
        static void Leak(WebApplication app) => app.MapGet("/leak", async (TrialVault vault) =>
            Results.Content($"<html><form><input type=\"hidden\" name=\"command-id\" value=\"form-{(await vault.ContentsAsync(Study)).OrderBy(kit => kit.Kit).First().Arm}\"></form></html>", "text/html"));

        var first = await RunAsync(exchanged: false, endpoints: Leak);
        var second = await RunAsync(exchanged: true, endpoints: Leak);

        first.FirstDifference(second).ShouldNotBeNull().ShouldContain("GET /leak");
    }

    [Fact]
    public async Task An_event_that_carries_the_arm_would_be_found()
    {
        static async Task WriteTheArmDown(TrialScenario trial)
        {
            var kit = (await trial.Server.Services.GetRequiredService<TrialVault>().ContentsAsync(Study)).OrderBy(packaged => packaged.Kit).First();
            await trial.RunAsync(new ScreenParticipant(ParticipantId.FromTrusted("LEAK"), TrialScenario.Site("HD"), "BPD", ImmutableSortedDictionary<string, string>.Empty.Add("gender", "F")));
            await trial.RunAsync(new RecordConsent(ParticipantId.FromTrusted("LEAK"), TrialScenario.Site("HD"), kit.Arm));
        }

        var first = await RunAsync(exchanged: false, mischief: WriteTheArmDown);
        var second = await RunAsync(exchanged: true, mischief: WriteTheArmDown);

        first.FirstDifference(second).ShouldNotBeNull();
    }

    private async Task<TwinRecord> RunAsync(bool exchanged, SmallDesign design = SmallDesign.Parallel, Action<WebApplication>? endpoints = null, Func<TrialScenario, Task>? mischief = null)
    {
        await using var server = await Twin.StartAsync(exchanged, printer, endpoints);
        return await new TwinScript(server, design, mischief).RunAsync();
    }
}
