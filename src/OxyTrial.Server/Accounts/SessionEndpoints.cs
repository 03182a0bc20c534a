using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Mvc;
using OxyTrial.Web.Api.Problems;
using OxyTrial.Web.Api.Requests;

namespace OxyTrial.Server.Accounts;

/// <summary>A sign-in to the API.</summary>
/// <param name="User">Account name.</param>
/// <param name="Password">Password.</param>
internal sealed record SessionBody([property: Required, StringLength(256)] string User, [property: Required, StringLength(1024)] string Password) : RequestBody;

/// <summary>Signing in and out, for the API.</summary>
internal static class SessionEndpoints
{
    /// <summary>Name of the rate limit of sign-ins.</summary>
    public const string RateLimit = "sign-ins";

    public static void MapSessions(this IEndpointRouteBuilder endpoints) => endpoints
        .MapPost($"{ApiAddress.Root}/session", SignInAsync)
        .AllowAnonymous()
        .RequireRateLimiting(RateLimit)
        .AddEndpointFilter<ValidBody>()
        .WithName("SignIn").WithSummary("Sign in; answers a bearer token valid for an hour").WithTags("Session")
        .Produces<AccessTokenResponse>()
        .Produces<ApiProblem>(StatusCodes.Status400BadRequest, ApiProblem.MediaType)
        .Produces<ApiProblem>(StatusCodes.Status401Unauthorized, ApiProblem.MediaType)
        .Produces<ApiProblem>(StatusCodes.Status429TooManyRequests, ApiProblem.MediaType);

    private static async Task<IResult> SignInAsync(SessionBody body, [FromServices] AccountDirectory accounts, [FromServices] SignInLog log, CancellationToken cancellation)
    {
        var account = await accounts.SignInAsync(body.User, body.Password, cancellation);
        log.Attempt(body.User, account is not null);
        return account is null
            ? new ApiProblem("/problems/sign-in-refused", "Sign-in refused", StatusCodes.Status401Unauthorized, "Account name or password is wrong, or the account is locked or disabled.").ToResult()
            : Results.SignIn(SignIns.PersonOf(account, BearerTokenDefaults.AuthenticationScheme), authenticationScheme: BearerTokenDefaults.AuthenticationScheme);
    }
}
