using System.Net;
using System.Net.Http.Json;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Tests.Api;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Web.Access;

namespace OxyTrial.Server.Tests.Accounts;

[Collection(nameof(SharedServer))]
public sealed class SignInTests(SharedServer shared)
{
    private AccountDirectory Directory => shared.Server.Services.GetRequiredService<AccountDirectory>();

    [Theory]
    [InlineData("nobody", TestServer.Password)]
    [InlineData("monitor", "wrong password")]
    public async Task A_wrong_name_and_a_wrong_password_are_told_the_same(string user, string password)
    {
        using var client = shared.Server.Anonymous();

        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { user, password }, TestContext.Current.CancellationToken);

        await BadInputTests.ShouldBeProblemAsync(answer, 401, "/problems/sign-in-refused", user);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_and_the_log_says_so()
    {
        await CreateAsync("locked-out");
        using var client = shared.Server.Anonymous();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            using var wrong = await client.PostAsJsonAsync("/api/v1/session", new { user = "locked-out", password = "wrong password" }, TestContext.Current.CancellationToken);
        }

        using var right = await client.PostAsJsonAsync("/api/v1/session", new { user = "locked-out", password = TestServer.Password }, TestContext.Current.CancellationToken);

        right.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Directory.ChangesAsync(TestContext.Current.CancellationToken)).ShouldContain(change => change.AccountName == "locked-out" && change.Change == "locked-out");
    }

    [Fact]
    public async Task A_disabled_account_and_a_withdrawn_grant_end_at_the_next_request()
    {
        var trial = await shared.ScenarioAsync("disabled");
        await CreateAsync("leaver");
        using var client = await shared.Server.ClientAsync("leaver");
        (await client.GetAsync(trial.Url, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Directory.SetGrantsAsync("leaver", [], "console", TestContext.Current.CancellationToken);
        (await client.GetAsync(trial.Url, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await Directory.SetDisabledAsync("leaver", true, "console", TestContext.Current.CancellationToken);
        (await client.GetAsync(trial.Url, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Every_change_of_an_account_is_logged_with_who_and_when_and_cannot_be_unwritten()
    {
        await CreateAsync("logged");
        (await Directory.SetPasswordAsync("logged", "another long password", "administrator", TestContext.Current.CancellationToken)).Succeeded.ShouldBeTrue();

        var changes = (await Directory.ChangesAsync(TestContext.Current.CancellationToken)).Where(change => change.AccountName == "logged").ToArray();

        changes.Select(change => $"{change.Actor} {change.Change} {change.Detail}").ShouldBe(
            ["console created Printed logged", "console grants-set monitor/*/*", "administrator password-set "]);
        changes.ShouldAllBe(change => change.Utc.EndsWith('Z'));
        using var scope = shared.Server.Services.CreateScope();
        var stored = scope.ServiceProvider.GetRequiredService<AccountDbContext>();
        stored.Changes.Remove(stored.Changes.First());
        Should.Throw<DbUpdateException>(() => stored.SaveChanges()).InnerException!.Message.ShouldContain("append-only");
    }

    [Fact]
    public async Task A_weak_password_or_a_taken_name_is_refused_with_its_reason_and_leaves_nothing()
    {
        (await Directory.CreateAsync("weak", "Weak", "short", [], "console", TestContext.Current.CancellationToken)).Errors.ShouldNotBeEmpty();
        (await Directory.CreateAsync("monitor", "Again", TestServer.Password, [], "console", TestContext.Current.CancellationToken)).Errors.ShouldNotBeEmpty();

        (await Directory.ListAsync(TestContext.Current.CancellationToken)).ShouldNotContain(account => account.Name == "weak");
        (await Directory.ChangesAsync(TestContext.Current.CancellationToken)).ShouldNotContain(change => change.AccountName == "weak");
    }

    [Fact]
    public async Task More_sign_ins_a_minute_than_allowed_are_turned_away()
    {
        await using var server = await TestServer.StartAsync(signInsPerMinute: 2);
        using var client = server.Anonymous();
        async Task<HttpStatusCode> AttemptAsync()
        {
            using var answer = await client.PostAsJsonAsync("/api/v1/session", new { user = "monitor", password = TestServer.Password }, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }

        (await AttemptAsync()).ShouldBe(HttpStatusCode.OK);
        (await AttemptAsync()).ShouldBe(HttpStatusCode.OK);
        (await AttemptAsync()).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_browser_signs_in_with_a_form_of_this_server_only()
    {
        using var browser = Browser();

        using var forged = await SignInAsync(browser, "/studies", forged: true);
        using var signedIn = await SignInAsync(browser, "/studies");

        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        signedIn.Headers.Location!.ToString().ShouldBe("/studies");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("oxytrial=", StringComparison.Ordinal));
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        (await browser.GetAsync("/", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task After_signing_in_nobody_is_sent_to_another_host(string returnUrl)
    {
        using var browser = Browser();

        using var answer = await SignInAsync(browser, returnUrl);

        answer.Headers.Location!.ToString().ShouldBe("/");
    }

    [Fact]
    public async Task A_page_sends_whoever_is_not_signed_in_to_the_sign_in_form()
    {
        using var client = Browser();

        using var answer = await client.GetAsync("/", TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.PathAndQuery.ShouldBe("/sign-in?return-url=%2F");
    }

    [Fact]
    public void The_tables_written_out_are_those_that_the_model_maps()
    {
        using var scope = shared.Server.Services.CreateScope();
        var mapped = Statements(scope.ServiceProvider.GetRequiredService<AccountDbContext>().Database.GenerateCreateScript());

        Statements(new SqliteAccountStore("accounts.db").Schema).Where(statement => !statement.StartsWith("CREATE TRIGGER", StringComparison.Ordinal)).ShouldBe(mapped, ignoreOrder: true);
    }

    private static string[] Statements(string script) =>
    [
        .. string.Join('\n', script.Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal)))
            .Replace("IF NOT EXISTS ", string.Empty, StringComparison.Ordinal)
            .Split(";\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(statement => string.Join(' ', statement.Split(' ', '\n', '\r').Where(word => word.Length > 0)))
            .Where(statement => statement.StartsWith("CREATE", StringComparison.Ordinal)),
    ];

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string returnUrl, bool forged = false)
    {
        var page = await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync($"/sign-in?return-url={Uri.EscapeDataString(returnUrl)}"));
        var fields = page.QuerySelectorAll("input[type=hidden]").ToDictionary(field => field.GetAttribute("name")!, field => field.GetAttribute("value") ?? string.Empty);
        fields["user-name"] = "monitor";
        fields["password"] = TestServer.Password;
        return await browser.PostAsync("/sign-in", new FormUrlEncodedContent(fields.Where(field => !forged || !field.Key.StartsWith("__", StringComparison.Ordinal))));
    }

    private HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = shared.Server.Address };

    private async Task CreateAsync(string name) =>
        (await Directory.CreateAsync(name, $"Printed {name}", TestServer.Password, [new Grant(StudyRole.Monitor, null, null)], "console")).Errors.ShouldBeEmpty();
}
