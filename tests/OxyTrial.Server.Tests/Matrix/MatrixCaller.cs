using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using OxyTrial.Server.Tests.Trial;

namespace OxyTrial.Server.Tests.Matrix;

/// <summary>An answer as it is compared: status, every header but the date, and the body, with the antiforgery token left out.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Text">Everything.</param>
public sealed record MatrixAnswer(int Status, string Text);

/// <summary>One account's client: a cookie for pages, a token for the API, and what a page's form needs.</summary>
public sealed partial class MatrixCaller : IDisposable
{
    private const string TokenField = "__RequestVerificationToken";

    private readonly HttpClient client;
    private string cookies = string.Empty;
    private string formToken = string.Empty;
    private AuthenticationHeaderValue? bearer;

    private MatrixCaller(HttpClient client, MatrixAccount? account) => (this.client, Account) = (client, account);

    /// <summary>The account; null when nobody is signed in.</summary>
    public MatrixAccount? Account { get; }

    public string Name => Account?.Name ?? "nobody";

    /// <summary>Whether it counts as signed in.</summary>
    public bool IsSignedIn => Account is { Disabled: false };

    public static async Task<MatrixCaller> AnonymousAsync(TestServer server)
    {
        var caller = new MatrixCaller(server.Anonymous(), null);
        await caller.TakeFormTokenAsync("/sign-in");
        return caller;
    }

    public static async Task<MatrixCaller> SignInAsync(TestServer server, MatrixAccount account)
    {
        var caller = new MatrixCaller(server.Anonymous(), account);
        using (var tokened = await server.ClientAsync(account.Name))
        {
            caller.bearer = tokened.DefaultRequestHeaders.Authorization;
        }

        await caller.TakeFormTokenAsync("/sign-in");
        using var answer = await caller.SendAsync(HttpMethod.Post, "/sign-in", $"user-name={account.Name}&password={Uri.EscapeDataString(TestServer.Password)}", null);
        ((int)answer.StatusCode).ShouldBe(302, account.Name);
        caller.Take(answer);
        await caller.TakeFormTokenAsync("/");
        return caller;
    }

    /// <summary>Asks what a row asks, at an address.</summary>
    public async Task<MatrixAnswer> AskAsync(MatrixRow row, string address, string? form, string? json)
    {
        using var answer = await SendAsync(new HttpMethod(row.Method == "*" ? "GET" : row.Method), address, form, json);
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(',', header.Value)}");
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new MatrixAnswer((int)answer.StatusCode, $"{(int)answer.StatusCode}\n{string.Join('\n', headers)}\n\n{FormToken().Replace(body, "$1")}");
    }

    public void Dispose() => client.Dispose();

    private async Task TakeFormTokenAsync(string page)
    {
        using var answer = await SendAsync(HttpMethod.Get, page, null, null);
        Take(answer);
        formToken = FormToken().Match(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Groups[2].Value;
        formToken.ShouldNotBeEmpty(page);
    }

    private void Take(HttpResponseMessage answer)
    {
        if (answer.Headers.TryGetValues("Set-Cookie", out var set))
        {
            cookies = string.Join("; ", set.Select(cookie => cookie.Split(';')[0]).Concat(cookies.Split("; ", StringSplitOptions.RemoveEmptyEntries)).DistinctBy(cookie => cookie.Split('=')[0]));
        }
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, string? form, string? json)
    {
        var request = new HttpRequestMessage(method, address);
        if (address.StartsWith("/api/", StringComparison.Ordinal))
        {
            request.Headers.Authorization = bearer;
        }
        else if (cookies.Length > 0)
        {
            request.Headers.Add("Cookie", cookies);
        }

        if (form is not null)
        {
            request.Content = new StringContent($"{form}&{TokenField}={Uri.EscapeDataString(formToken)}", Encoding.UTF8, "application/x-www-form-urlencoded");
        }
        else if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
            request.Headers.Add("Idempotency-Key", "matrix");
        }

        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex($"(name=\"{TokenField}\" value=\")([^\"]+)")]
    private static partial Regex FormToken();
}
