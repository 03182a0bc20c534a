using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OxyTrial.Web.Api.Requests;

/// <summary>Numbers after the question mark of an address.</summary>
internal static class QueryNumbers
{
    /// <summary>
    /// An empty one is a bad request (400), like every other that cannot be read: what binds endpoints at build time takes it for one that was
    /// left out (docs/adr/0026-endpoints-are-bound-at-build-time.md).
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="names">Its optional numbers.</param>
    public static RouteHandlerBuilder WithNumbers(this RouteHandlerBuilder endpoint, params string[] names) => endpoint.AddEndpointFilter((context, next) =>
        names.FirstOrDefault(name => context.HttpContext.Request.Query.TryGetValue(name, out var value) && string.IsNullOrEmpty(value)) is { } empty
            ? throw new BadHttpRequestException($"The number '{empty}' is empty.")
            : next(context));
}
