using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OxyTrial.Web.Pages.SignIn;

namespace OxyTrial.Server.Accounts;

/// <summary>Signing in and out in a browser.</summary>
internal static class SignInPages
{
    public static void MapSignInPages(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapGroup(string.Empty).ExcludeFromDescription();
        pages.MapGet(SignIns.SignInPath, ([FromQuery(Name = "return-url")] string? returnUrl) => Show(new SignInModel(SignIns.SignInPath, returnUrl), StatusCodes.Status200OK)).AllowAnonymous();
        pages.MapPost(SignIns.SignInPath, SignInAsync).AllowAnonymous().RequireRateLimiting(SessionEndpoints.RateLimit).DisableAntiforgery();
        pages.MapPost("/sign-out", SignOutAsync).DisableAntiforgery();
    }

    // The token is checked here rather than by the framework, so that a sign-in form left open too long is drawn again with a word about it.
    private static async Task<IResult> SignInAsync(HttpContext http, IAntiforgery antiforgery, [FromServices] AccountDirectory accounts, [FromServices] SignInLog log)
    {
        // What is no form at all is answered like one that was open for too long.
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty;
        var (name, returnUrl) = (form["user-name"].ToString(), form["return-url"].ToString());
        if (form.Count == 0 || !await antiforgery.IsRequestValidAsync(http))
        {
            return Show(new SignInModel(SignIns.SignInPath, returnUrl, name, "The form was open for too long, or came from elsewhere. Please sign in again."), StatusCodes.Status400BadRequest);
        }

        var account = await accounts.SignInAsync(name, form["password"].ToString(), http.RequestAborted);
        log.Attempt(name, account is not null);
        if (account is null)
        {
            return Show(new SignInModel(SignIns.SignInPath, returnUrl, name, "Account name or password is wrong, or the account is locked or disabled."), StatusCodes.Status401Unauthorized);
        }

        await http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, SignIns.PersonOf(account, CookieAuthenticationDefaults.AuthenticationScheme));
        return Results.LocalRedirect(IsLocal(returnUrl) ? returnUrl : "/");
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return Results.BadRequest();
        }

        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.LocalRedirect(SignIns.SignInPath);
    }

    private static RazorComponentResult<SignInPage> Show(SignInModel model, int status) => new(new { Model = model }) { StatusCode = status };

    // Another host's address in the form would send a person on to a page that only looks like ours.
    private static bool IsLocal(string url) => url is ['/'] or ['/', not ('/' or '\\'), ..] && !url.Any(char.IsControl);
}
