using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Html.Parser;
using Shouldly;

namespace OxyTrial.Samples;

/// <summary>A person at a browser and at the API of the web node.</summary>
internal sealed class WebClient : IDisposable
{
    public const string Password = "correct horse battery staple";

    private readonly HttpClient browser;
    private readonly HttpClient api;
    private int commands;

    private WebClient(HttpClient browser, HttpClient api) => (this.browser, this.api) = (browser, api);

    public static async Task<WebClient> SignInAsync(Uri address, string account)
    {
        var client = new WebClient(
            new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = address },
            new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = address });
        using var signedIn = await client.SubmitAsync("/sign-in", "/sign-in", new() { ["user-name"] = account, ["password"] = Password });
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var session = await client.api.PostAsJsonAsync("/api/v1/session", new { user = account, password = Password });
        var token = await session.Content.ReadFromJsonAsync<JsonElement>();
        client.api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("accessToken").GetString());
        return client;
    }

    /// <summary>A page or document of the web node; its text.</summary>
    public async Task<string> ReadAsync(string address)
    {
        using var answer = await (address.StartsWith("/api/", StringComparison.Ordinal) ? api : browser).GetAsync(address);
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(200, $"{address}: {text}");
        return text;
    }

    /// <summary>A command of the API; what it answered.</summary>
    public async Task<(int Status, string Text)> CommandAsync(string address, object? body = null, string? id = null)
    {
        using var answer = await SendAsync(address, body, id);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A command of the API; the whole answer.</summary>
    public async Task<HttpResponseMessage> SendAsync(string address, object? body = null, string? id = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/studies/{address}") { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", id ?? $"test-{Environment.ProcessId}-{++commands}-{GetHashCode()}");
        return await api.SendAsync(request);
    }

    /// <summary>An address of the API; the whole answer.</summary>
    public Task<HttpResponseMessage> GetAsync(string address) => api.GetAsync($"/api/v1/studies/{address}");

    /// <summary>A page; the whole answer.</summary>
    public Task<HttpResponseMessage> PageAsync(string address) => browser.GetAsync(address);

    /// <summary>A command that has to be done.</summary>
    public async Task DoAsync(string address, object? body = null)
    {
        var (status, text) = await CommandAsync(address, body);
        status.ShouldBe(200, $"{address}: {text}");
    }

    /// <summary>Opens a page, fills in the form that goes to an address, and sends it.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, Dictionary<string, string> typed)
    {
        using var document = new HtmlParser().ParseDocument(await (await browser.GetAsync(page)).Content.ReadAsStringAsync());
        var form = document.Forms.FirstOrDefault(one => (one.GetAttribute("action") is { Length: > 0 } to ? to : page) == action && (!typed.TryGetValue("form", out var name) || one.QuerySelector($"input[name=form][value='{name}']") is not null))
            ?? throw new InvalidOperationException($"{page} has no form to {action}: {document.Title}");
        var fields = form.QuerySelectorAll("input[type=hidden]").ToDictionary(field => field.GetAttribute("name")!, field => field.GetAttribute("value") ?? string.Empty);
        foreach (var (name, value) in typed)
        {
            fields[name] = value;
        }

        return await browser.PostAsync(action, new FormUrlEncodedContent(fields));
    }

    public void Dispose()
    {
        browser.Dispose();
        api.Dispose();
    }
}
