using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using OxyTrial.Web.Api.Problems;

namespace OxyTrial.Web.Api.Requests;

/// <summary>The header that makes a command safe to repeat; it becomes the command's id in the journal.</summary>
public sealed class IdempotencyKey : IEndpointFilter
{
    /// <summary>Name of the header.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>Longest key.</summary>
    public const int MaximumLength = 200;

    /// <summary>The key of a request that passed the filter.</summary>
    public static string Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return Read(http) ?? throw new InvalidOperationException("The endpoint takes no Idempotency-Key.");
    }

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        return Read(context.HttpContext) is null ? ApiProblem.KeyMissing.ToResult() : await next(context);
    }

    /// <summary>Whether a text may be a command's id, from a header or a form alike: 1 to 200 printable ASCII characters, no blank.</summary>
    public static bool Allows([NotNullWhen(true)] string? key) => key is { Length: > 0 and <= MaximumLength } && key.All(c => c is > ' ' and <= '~');

    private static string? Read(HttpContext http) => http.Request.Headers[Header] is [var key] && Allows(key) ? key : null;
}
