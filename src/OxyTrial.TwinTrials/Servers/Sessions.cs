using System.Globalization;
using System.Text.Json;
using OxyTrial.TwinTrials.Asking;

namespace OxyTrial.TwinTrials.Servers;

/// <summary>Signs people in as they are needed, and again when their sign-in has run out.</summary>
internal sealed class Sessions(Twins twins)
{
    /// <summary>How long a token lasts in a twin trial: longer than any history.</summary>
    public static readonly TimeSpan TokenLife = TimeSpan.FromDays(3650);

    private static readonly TimeSpan CookieLife = TimeSpan.FromMinutes(25);

    private readonly Dictionary<(string Account, bool ByCookie), (string Value, DateTimeOffset Until)> held = [];

    private DateTimeOffset Now => twins.First.Clock.GetUtcNow();

    /// <summary>The request with the account's sign-in: a cookie as a browser has, or a token.</summary>
    public async Task<TwinRequest> SignedAsync(TwinRequest request, bool byCookie, CancellationToken cancellation)
    {
        if (request.Account is not { } account)
        {
            return request;
        }

        if (!held.TryGetValue((account, byCookie), out var session) || session.Until <= Now)
        {
            session = byCookie
                ? (await CookieAsync(account, cancellation), Now + CookieLife)
                : (await TokenAsync(account, cancellation), Now + TokenLife);
            held[(account, byCookie)] = session;
        }

        return byCookie ? request.With("Cookie", session.Value) : request.With("Authorization", $"Bearer {session.Value}");
    }

    private async Task<string> TokenAsync(string account, CancellationToken cancellation)
    {
        var answer = await twins.SendAsync(
            new TwinRequest(null, HttpMethod.Post, "/api/v1/session") { Body = JsonSerializer.SerializeToUtf8Bytes(new { user = account, password = TwinAccounts.Password }), MediaType = "application/json" }, cancellation);
        return answer.Status == 200 ? JsonElement.Parse(answer.Body).GetProperty("accessToken").GetString()! : throw Refused(account, answer);
    }

    private async Task<string> CookieAsync(string account, CancellationToken cancellation)
    {
        var page = await twins.SendAsync(new TwinRequest(null, HttpMethod.Get, "/sign-in"), cancellation);
        var form = PageForm.On(page.Text, "/sign-in").Single();
        var values = form.Fields.Select(field => (field.Name, field.Name switch { "user-name" => account, "password" => TwinAccounts.Password, _ => field.Values[0] }));
        var answer = await twins.SendAsync(new TwinRequest(null, HttpMethod.Post, form.Address) { Body = form.Encode(values), MediaType = form.MediaType }, cancellation);
        return answer is { Status: 302, Cookie: { } cookie } ? cookie : throw Refused(account, answer);
    }

    private static TwinTrialException Refused(string account, TwinAnswer answer) => new(string.Create(CultureInfo.InvariantCulture, $"{account} could not sign in: {answer.Status} {answer.Text}"));
}
