using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace OxyTrial.Server.Tests.Trial;

/// <summary>A browser without script, signed in: it fills in a page's form and sends it with the form's hidden fields.</summary>
public sealed class SignedInBrowser : IDisposable
{
    private readonly HttpClient client;

    private SignedInBrowser(HttpClient client) => this.client = client;

    public static async Task<SignedInBrowser> StartAsync(TestServer server, string account)
    {
        var browser = new SignedInBrowser(new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address });
        using var answer = await browser.SendAsync("/sign-in", null, new() { ["user-name"] = account, ["password"] = TestServer.Password });
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }

    public Task<HttpResponseMessage> GetAsync(string address) => client.GetAsync(address, TestContext.Current.CancellationToken);

    public async Task<IHtmlDocument> PageAsync(string address)
    {
        using var answer = await GetAsync(address);
        return await ReadAsync(answer);
    }

    public static async Task<IHtmlDocument> ReadAsync(HttpResponseMessage answer) =>
        await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    /// <summary>Opens a page and sends its form.</summary>
    /// <param name="address">The page.</param>
    /// <param name="form">Name of the form; null for the first one of the page.</param>
    /// <param name="typed">What is typed, by field.</param>
    public async Task<HttpResponseMessage> SendAsync(string address, string? form, Dictionary<string, string> typed)
    {
        var page = await PageAsync(address);
        var element = form is null
            ? page.Forms[0]
            : page.Forms.FirstOrDefault(one => one.QuerySelector($"input[name=form][value={form}]") is not null) ?? throw new InvalidOperationException($"{address} has no form {form}: {page.Title}");
        var fields = element.QuerySelectorAll("input[type=hidden], input[type=radio][checked]").ToDictionary(field => field.GetAttribute("name")!, field => field.GetAttribute("value") ?? string.Empty);
        foreach (var (name, value) in typed)
        {
            fields[name] = value;
        }

        var action = element.GetAttribute("action") is { Length: > 0 } named ? named : address;
        return await client.PostAsync(action, new FormUrlEncodedContent(fields), TestContext.Current.CancellationToken);
    }

    public void Dispose() => client.Dispose();
}
