using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OxyTrial.Specs;
using OxyTrial.TwinTrials.Servers;
using OxyTrial.Web.Access;

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
    public void Those_who_ask_hold_exactly_the_pairs_of_roles_that_one_account_may_hold()
    {
        var spec = SpecReader.Read("spec.yaml", [.. Specs.Read("parallel")]).Match(accepted => accepted.Document.Study, rejected => throw new InvalidOperationException(rejected.Errors[0].ToString()));
        var asked = TwinAccounts.Of(spec).Where(account => account.Grants.Length == 2).Select(account => (account.Grants[0].Role, account.Grants[1].Role)).ToArray();

        // Said once more in words, so that the declaration of the pairs is compared with something else than itself.
        StudyRole[] knowing = [StudyRole.Statistician, StudyRole.ThirdParty];
        StudyRole[] blind = [StudyRole.Coordinator, StudyRole.Investigator, StudyRole.Pharmacist, StudyRole.Monitor];
        var permitted =
            from one in Enum.GetValues<StudyRole>()
            from other in Enum.GetValues<StudyRole>()
            where one < other && !(knowing.Contains(one) && blind.Contains(other)) && !(blind.Contains(one) && knowing.Contains(other))
            select (one, other);
        asked.ShouldBe(permitted, ignoreOrder: true);
        TwinAccounts.Of(spec).ShouldAllBe(account => account.Grants.All(grant => grant.Study == null || account.Name == "stranger"));
    }

    [Fact]
    public void An_endpoint_that_never_succeeded_and_a_disclosure_that_never_disclosed_are_failures()
    {
        EndpointTally[] endpoints = [new("GET", "/seen", 9, 1, 3), new("POST", "/never", 30, 0, 3), new("POST", "/seldom", 9, 0, 3), new("POST", "/unasked", 0, 0, 0), new("GET", "/error/{code:int}", 30, 0, 3), new("POST", "/useless", 30, 0, 3)];
        DisclosureTally[] disclosures = [new("made", 30, 1), new("not made", 30, 0), new("seldom made", 3, 0)];

        var failures = Coverage.Failures(endpoints, disclosures, ["/useless"]).ToArray();

        failures.Length.ShouldBe(3);
        failures[0].ShouldStartWith("POST /never never succeeded in 30 answers");
        failures[1].ShouldStartWith("POST /unasked never succeeded in 0 answers");
        failures[2].ShouldContain("'not made'");
    }

    private static async Task<string> StoppedAsync(Action<WebApplication> endpoint, int scenarios = 1)
    {
        var request = new TwinRunRequest { Spec = Specs.Read("parallel"), Scenarios = scenarios, PdfEvery = 0 };
        return (await Should.ThrowAsync<TwinTrialException>(TwinRun.RunAsync(request, new Plant(Endpoints: endpoint), null, TestContext.Current.CancellationToken))).Message;
    }
}
