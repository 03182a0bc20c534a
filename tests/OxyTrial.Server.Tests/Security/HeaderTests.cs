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

    private static string Header(HttpResponseMessage answer, string name) => string.Join(',', answer.Headers.TryGetValues(name, out var values) ? values : []);
}
