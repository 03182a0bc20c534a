using System.Net;
using OxyTrial.Server.Tests.Trial;

namespace OxyTrial.Server.Tests.Security;

[Collection(nameof(SharedServer))]
public sealed class HeaderTests(SharedServer shared)
{
    [Theory]
    [InlineData("/api/v1/studies")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/sign-in")]
    [InlineData("/")]
    public async Task Every_response_carries_the_security_headers_and_does_not_name_the_server(string address)
    {
        using var client = shared.Server.Anonymous();

        using var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);

        Header(answer, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(answer, "Referrer-Policy").ShouldBe("same-origin");
        Header(answer, "Permissions-Policy").ShouldContain("camera=()");
        Header(answer, "Cache-Control").ShouldContain("no-store");
        Header(answer, "Content-Security-Policy").ShouldContain("frame-ancestors 'none'");
        Header(answer, "Content-Security-Policy").ShouldContain("default-src 'self'");
        Header(answer, "Content-Security-Policy").ShouldNotContain("unsafe-inline");
        answer.Headers.Server.ShouldBeEmpty();
        answer.Headers.Contains("X-Powered-By").ShouldBeFalse();
    }

    [Fact]
    public async Task A_report_allows_its_own_style_and_nothing_else()
    {
        var trial = await shared.ScenarioAsync("report");
        using var client = await trial.Server.ClientAsync("monitor");

        using var answer = await client.GetAsync(trial.Url + "/consort", TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Header(answer, "Content-Security-Policy").ShouldStartWith("default-src 'none'; style-src 'unsafe-inline'");
        Header(answer, "Cache-Control").ShouldBe("no-store");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Cookies_are_secure_when_a_proxy_that_is_believed_says_that_TLS_ends_there(bool behindProxy, bool secure)
    {
        await using var server = await TestServer.StartAsync(behindProxy: behindProxy);
        using var client = server.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Add("X-Forwarded-Proto", "https");

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        answer.Headers.GetValues("Set-Cookie").ShouldAllBe(cookie => cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase) == secure);
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(',', answer.Headers.TryGetValues(name, out var values) ? values : []);
}
