using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OxyTrial.TwinTrials.Servers;

namespace OxyTrial.TwinTrials.Tests;

/// <summary>What the run does not know how to ask stops it: nothing new can be forgotten.</summary>
public sealed class KnowledgeTests
{
    [Fact]
    public async Task An_address_with_a_parameter_that_is_in_no_table_stops_the_run() =>
        (await StoppedAsync(app => app.MapGet("/api/v1/studies/{study}/custodians/{unheardOf}", () => Results.Ok()))).ShouldContain("{unheardOf}");

    [Fact]
    public async Task A_command_of_the_API_without_a_row_stops_the_run() =>
        (await StoppedAsync(app => app.MapPost("/api/v1/studies/{study}/something-new", () => Results.Ok()).WithName("SomethingNew"))).ShouldContain("SomethingNew");

    [Fact]
    public async Task A_field_that_is_in_no_table_stops_the_run() =>
        (await StoppedAsync(app => app.MapGet("/new-page", () => Results.Content("<form method=post><input name=unheard-of></form>", "text/html")).AllowAnonymous(), scenarios: 60)).ShouldContain("'unheard-of'");

    [Fact]
    public void An_endpoint_that_never_succeeded_and_a_disclosure_that_never_disclosed_are_failures()
    {
        EndpointTally[] endpoints = [new("GET", "/seen", 9, 1, 3), new("POST", "/never", 9, 0, 3), new("GET", "/error/{code:int}", 9, 0, 3), new("POST", "/useless", 9, 0, 3)];
        DisclosureTally[] disclosures = [new("made", 3, 1), new("not made", 3, 0)];

        var failures = Coverage.Failures(endpoints, disclosures, ["/useless"]).ToArray();

        failures.Length.ShouldBe(2);
        failures[0].ShouldStartWith("POST /never never succeeded in 9 answers");
        failures[1].ShouldContain("'not made'");
    }

    private static async Task<string> StoppedAsync(Action<WebApplication> endpoint, int scenarios = 1)
    {
        var request = new TwinRunRequest { Spec = Specs.Read("parallel"), Scenarios = scenarios, PdfEvery = 0 };
        return (await Should.ThrowAsync<TwinTrialException>(TwinRun.RunAsync(request, new Plant(Endpoints: endpoint), null, TestContext.Current.CancellationToken))).Message;
    }
}
