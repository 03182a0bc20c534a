using System.Collections.Immutable;
using System.Net.Http.Headers;

namespace OxyTrial.TwinTrials.Servers;

/// <summary>One request, sent to both twins.</summary>
/// <param name="Account">Who asks; null = nobody is signed in.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Address">Path and query.</param>
internal sealed record TwinRequest(string? Account, HttpMethod Method, string Address)
{
    /// <summary>Body; null = none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Media type of the body.</summary>
    public string? MediaType { get; init; }

    /// <summary>Headers besides, e.g. the sign-in.</summary>
    public ImmutableArray<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>In one line.</summary>
    public override string ToString() => $"{Account ?? "nobody"} {Method} {Address}";

    /// <summary>With one header more.</summary>
    public TwinRequest With(string name, string value) => this with { Headers = Headers.Add((name, value)) };

    /// <summary>As sent. The host is the same for both twins, whatever port they listen on.</summary>
    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, Address);
        message.Headers.Host = "twin.example";
        foreach (var (name, value) in Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(MediaType!);
        }

        return message;
    }
}
