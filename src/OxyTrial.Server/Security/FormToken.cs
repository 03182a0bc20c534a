using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace OxyTrial.Server.Security;

/// <summary>
/// A form without its token, with another's, or sent with no body is a bad request (400), and nothing is done. Whether the token is valid was
/// found out before; what binds forms at build time does not ask, and would fail on reading them (docs/adr/0026-endpoints-are-bound-at-build-time.md).
/// </summary>
internal static class FormToken
{
    public static IApplicationBuilder UseFormTokens(this IApplicationBuilder app) => app.Use((http, next) =>
        http.Features.Get<IAntiforgeryValidationFeature>() is { } token && !(token.IsValid && http.Request.HasFormContentType)
            ? throw new BadHttpRequestException("The form is missing, or its token is.")
            : next(http));
}
