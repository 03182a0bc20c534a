using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace OxyTrial.Server.Security;

/// <summary>Refuses a form without a valid token, or without a body, as a bad request: what binds forms at build time would fail on it.</summary>
internal static class FormToken
{
    public static IApplicationBuilder UseFormTokens(this IApplicationBuilder app) => app.Use((http, next) =>
        http.Features.Get<IAntiforgeryValidationFeature>() is { } token && !(token.IsValid && http.Request.HasFormContentType)
            ? throw new BadHttpRequestException("The form has no valid token.")
            : next(http));
}
