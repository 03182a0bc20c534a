using System.Text;

namespace OxyTrial.TwinTrials.Servers;

/// <summary>What came back, whole: status and headers in their order, and the body.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Head">Status line and headers, one a line.</param>
/// <param name="Body">Body.</param>
/// <param name="Route">Pattern of the endpoint that answered; null when none did.</param>
internal sealed record TwinAnswer(int Status, string Head, byte[] Body, string? Route)
{
    /// <summary>Body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Where a redirect leads; null when it is none.</summary>
    public string? Location { get; init; }

    /// <summary>What the browser is to keep; null when nothing.</summary>
    public string? Cookie { get; init; }

    /// <summary>From asking to the last byte; not compared, see <see cref="ResponseTimes"/>.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>Whether it is a page.</summary>
    public bool IsPage { get; init; }

    /// <summary>Whether not one byte differs.</summary>
    public bool IsSameAs(TwinAnswer other) => Head == other.Head && Route == other.Route && Body.AsSpan().SequenceEqual(other.Body);

    /// <summary>Reads an answer.</summary>
    public static async Task<TwinAnswer> ReadAsync(HttpResponseMessage message, string? route, CancellationToken cancellation)
    {
        var body = await message.Content.ReadAsByteArrayAsync(cancellation);
        var head = new StringBuilder($"HTTP/{message.Version} {(int)message.StatusCode} {message.ReasonPhrase}\n");
        foreach (var (name, values) in message.Headers.NonValidated.Concat(message.Content.Headers.NonValidated).Concat(message.TrailingHeaders.NonValidated))
        {
            if (!Exclusions.IsExcludedHeader(name))
            {
                foreach (var value in values)
                {
                    head.Append(name).Append(": ").Append(value).Append('\n');
                }
            }
        }

        return new TwinAnswer((int)message.StatusCode, head.ToString(), body, route)
        {
            Location = message.Headers.Location?.OriginalString,
            Cookie = message.Headers.TryGetValues("Set-Cookie", out var cookies) ? string.Join("; ", cookies.Select(cookie => cookie.Split(';')[0])) : null,
            IsPage = message.Content.Headers.ContentType?.MediaType == "text/html",
        };
    }
}
