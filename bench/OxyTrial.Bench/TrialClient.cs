using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OxyTrial.Server.Accounts;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Access;

namespace OxyTrial.Bench;

/// <summary>A coordinator of every study, over HTTP.</summary>
internal sealed class TrialClient : IDisposable
{
    private const string Name = "bench";
    private const string Password = "Bench-password-1";

    /// <summary>For questions that need no account.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 });

    /// <summary>Makes the account and signs in.</summary>
    public async Task SignInAsync(AccountDirectory accounts, Uri server, CancellationToken cancellation)
    {
        await accounts.CreateAsync(Name, Name, Password, [new Grant(StudyRole.Coordinator, null, null)], Name, cancellation);
        var answer = (await Http.PostAsJsonAsync(new Uri(server, "/api/v1/session"), new { user = Name, password = Password }, cancellation)).EnsureSuccessStatusCode();
        var session = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("accessToken").GetString());
    }

    /// <summary>Randomizes a participant; the answer must be a kit.</summary>
    public async Task RandomizeAsync(Uri server, StudyId study, ParticipantId participant, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, $"/api/v1/studies/{study}/participants/{participant}/randomization"));
        request.Headers.Add("Idempotency-Key", $"http-{participant}");
        using var response = await Http.SendAsync(request, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(await response.Content.ReadAsStringAsync(cancellation));
        }
    }

    public void Dispose() => Http.Dispose();
}
