using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Tests.Api;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Access;

namespace OxyTrial.Server.Tests.Emergency;

[Collection(nameof(SharedServer))]
public sealed class ReauthenticationTests(SharedServer shared)
{
    private const string Break = "/participants/R-1/emergency-unblinding";

    private AccountDirectory Accounts => shared.Server.Services.GetRequiredService<AccountDirectory>();

    [Fact]
    public async Task A_wrong_password_journals_nothing_discloses_nothing_and_is_kept_in_the_accounts_log()
    {
        var trial = await shared.ScenarioAsync("again");
        await trial.RandomizedAsync("R-1");
        var before = await trial.HeadAsync();
        using var client = await shared.Server.ClientAsync("investigator-hd");

        using var answer = await trial.PostAsync(client, Break, Body("not the password"));

        await BadInputTests.ShouldBeProblemAsync(answer, 403, "/problems/password-refused", "break");
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("treatment");
        (await trial.HeadAsync()).ShouldBe(before);
        (await Accounts.ChangesAsync(TestContext.Current.CancellationToken)).ShouldContain(change =>
            change.AccountName == "investigator-hd" && change.Change == "password-refused" && change.Detail == $"BreakCode {trial.Study}");
    }

    [Fact]
    public async Task Another_accounts_password_is_no_password()
    {
        var trial = await shared.ScenarioAsync("others-password");
        await trial.RandomizedAsync("R-1");
        (await Accounts.CreateAsync("own-password", "Own", "a password of their own", [new Grant(StudyRole.Investigator, null, TrialScenario.Site("HD"))], "console", TestContext.Current.CancellationToken)).Errors.ShouldBeEmpty();
        using var client = await shared.Server.ClientAsync("own-password", "a password of their own");

        using var others = await trial.PostAsync(client, Break, Body(TestServer.Password));
        using var own = await trial.PostAsync(client, Break, Body("a password of their own"));

        others.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        own.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_also_for_the_right_one()
    {
        var trial = await shared.ScenarioAsync("lock-out");
        await trial.RandomizedAsync("R-1");
        (await Accounts.CreateAsync("guessed", "Guessed", TestServer.Password, [new Grant(StudyRole.Investigator, null, TrialScenario.Site("HD"))], "console", TestContext.Current.CancellationToken)).Errors.ShouldBeEmpty();
        using var client = await shared.Server.ClientAsync("guessed");
        for (var attempt = 0; attempt < 5; attempt++)
        {
            using var wrong = await trial.PostAsync(client, Break, Body($"guess {attempt}"));
        }

        using var right = await trial.PostAsync(client, Break, Body(TestServer.Password));

        right.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Attempts_are_counted_a_minute_by_account_and_a_colleague_at_the_same_address_is_not_held_up()
    {
        await using var server = await TestServer.StartAsync(signInsPerMinute: 3);
        var trial = await TrialScenario.RecruitingAsync(server, "rate");
        await trial.RandomizedAsync("R-1");
        using var investigator = await server.ClientAsync("investigator-hd");
        using var statistician = await server.ClientAsync("statistician");
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var wrong = await trial.PostAsync(investigator, Break, Body("wrong"));
            wrong.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        using var fourth = await trial.PostAsync(investigator, Break, Body(TestServer.Password));
        using var colleague = await trial.PostAsync(statistician, "/lock-signatures", new { meaning = "reviewed", password = TestServer.Password });

        await BadInputTests.ShouldBeProblemAsync(fourth, 429, "/problems/too-many-sign-ins", "fourth");
        await BadInputTests.ShouldBeProblemAsync(colleague, 409, "/problems/refusals/601", "colleague");
    }

    [Fact]
    public async Task The_page_asks_for_the_password_again_and_never_sends_it_back()
    {
        var trial = await shared.ScenarioAsync("page-again");
        await trial.RandomizedAsync("R-1");
        var before = await trial.HeadAsync();
        using var browser = await SignedInBrowser.StartAsync(shared.Server, "investigator-hd");
        var address = $"/studies/{trial.Study}{Break}";

        using var without = await browser.SendAsync(address, "emergency", Typed(string.Empty));
        using var wrong = await browser.SendAsync(address, "emergency", Typed("guessed password"));
        (await trial.HeadAsync()).ShouldBe(before);
        using var right = await browser.SendAsync(address, "emergency", Typed(TestServer.Password));

        without.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        page.ShouldContain("The password is wrong");
        page.ShouldNotContain("guessed password");
        right.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await trial.EntriesAsync())[^1].Type.ShouldBe(nameof(EmergencyUnblindingRequested));
    }

    [Fact]
    public async Task A_signature_of_the_lock_and_of_the_unblinding_takes_the_password_again()
    {
        var trial = await shared.ScenarioAsync("signatures");
        await trial.RunAsync(new CloseRecruitment("enough"));
        using var browser = await SignedInBrowser.StartAsync(shared.Server, "statistician");
        var conduct = $"/studies/{trial.Study}/conduct";
        var before = await trial.HeadAsync();

        using var wrongLock = await browser.SendAsync(conduct, "lock", new() { ["meaning"] = "yes", ["signer"] = "statistician", ["password"] = "wrong" });
        wrongLock.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await trial.HeadAsync()).ShouldBe(before);
        using var rightLock = await browser.SendAsync(conduct, "lock", new() { ["meaning"] = "yes", ["signer"] = "statistician", ["password"] = TestServer.Password });
        rightLock.StatusCode.ShouldBe(HttpStatusCode.Redirect);

        await trial.RunAsync(new SignDatabaseLock("reviewed"));
        var locked = await trial.HeadAsync();
        Dictionary<string, string> readBack = new() { ["label-O"] = "Oxytocin 24 IU", ["label-P"] = "Placebo, excipient-matched", ["signer"] = "statistician" };
        using var wrongUnblinding = await browser.SendAsync($"/unblinded/{trial.Study}", "unblind", new(readBack) { ["password"] = "wrong" });
        wrongUnblinding.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await trial.HeadAsync()).ShouldBe(locked);
        using var rightUnblinding = await browser.SendAsync($"/unblinded/{trial.Study}", "unblind", new(readBack) { ["password"] = TestServer.Password });
        rightUnblinding.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    private static object Body(string password) => new { reason = "seizure", participantTwice = "R-1", password };

    private static Dictionary<string, string> Typed(string password) =>
        new() { ["reason"] = "seizure", ["participant"] = "R-1", ["participant-again"] = "R-1", ["password"] = password };
}
