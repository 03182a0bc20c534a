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

    [Fact]
    public async Task Twins_with_exchanged_arms_tell_every_role_the_same_bytes()
    {
        var first = await RunAsync(exchanged: false);
        var second = await RunAsync(exchanged: true);

        first.FirstDifference(second).ShouldBeNull();
        first.Told.Count.ShouldBeGreaterThan(500);
        first.Told.ShouldContain(line => line.Contains("/randomization → 409", StringComparison.Ordinal) && line.Contains("StockInsufficient", StringComparison.Ordinal));
        first.Told.Count(line => line.Contains("%PDF", StringComparison.Ordinal) || line.Contains("JVBERi0", StringComparison.Ordinal)).ShouldBe(3);

        first.Told.Count(line => line.StartsWith("alert ", StringComparison.Ordinal)).ShouldBe(6);

        // They are twins and not copies: the one declared disclosure tells them apart.
        first.Disclosed.ShouldNotBe(second.Disclosed);
        first.Told.Concat(first.Journal).ShouldNotContain(line => line.Contains("\"treatment\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_that_tells_the_arm_of_a_kit_would_be_found()
    {
        static void Leak(WebApplication app) => app.MapGet("/api/v1/leak", async (TrialVault vault) => Results.Text((await vault.ContentsAsync(Study)).OrderBy(kit => kit.Kit).First().Arm));

        var first = await RunAsync(exchanged: false, Leak);
        var second = await RunAsync(exchanged: true, Leak);

        first.FirstDifference(second).ShouldNotBeNull().ShouldContain("/api/v1/leak");
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

    private async Task<TwinRecord> RunAsync(bool exchanged, Action<WebApplication>? endpoints = null, Func<TrialScenario, Task>? mischief = null)
    {
        await using var server = await Twin.StartAsync(exchanged, printer, endpoints);
        return await new TwinScript(server, mischief).RunAsync();
    }
}
