using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Problems;

namespace OxyTrial.Server.Accounts;

/// <summary>How people sign in: a cookie for pages, a bearer token for the API. Both say who somebody is; what he may do is looked up at each request.</summary>
internal static class SignIns
{
    /// <summary>Where the sign-in form is.</summary>
    public const string SignInPath = "/sign-in";

    private const string Either = "cookie-or-token";
    private const string StampClaim = "oxytrial/stamp";

    public static IServiceCollection AddSignIns(this IServiceCollection services)
    {
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, choice => choice.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? BearerTokenDefaults.AuthenticationScheme : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(cookie =>
            {
                cookie.Cookie.Name = "oxytrial";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.ExpireTimeSpan = TimeSpan.FromMinutes(30);
                cookie.SlidingExpiration = true;
                cookie.LoginPath = SignInPath;
                cookie.AccessDeniedPath = SignInPath;
                cookie.ReturnUrlParameter = "return-url";
                cookie.Events.OnRedirectToLogin = context => Unless(context, ApiProblem.NotSignedIn);
                cookie.Events.OnRedirectToAccessDenied = context => Unless(context, ApiProblem.NotFound);
            })
            .AddBearerToken(token => token.BearerTokenExpiration = TimeSpan.FromHours(1));
        services.AddAuthorizationBuilder().SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    /// <summary>Antiforgery of the pages' forms: its cookie under the same rules as the sign-in's.</summary>
    public static IServiceCollection ConfigureSignInForms(this IServiceCollection services) => services.AddAntiforgery(forms =>
    {
        forms.Cookie.Name = "oxytrial-form";
        forms.Cookie.HttpOnly = true;
        forms.Cookie.SameSite = SameSiteMode.Strict;
        forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        forms.SuppressXFrameOptionsHeader = true;
    });

    /// <summary>The person as put into a cookie or token.</summary>
    public static ClaimsPrincipal PersonOf(LivingAccount account, string scheme) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, account.Id),
            new Claim(ClaimTypes.Name, account.Name),
            new Claim(StampClaim, account.Stamp),
        ],
        scheme));

    /// <summary>Replaces what a cookie or token says by the account as it stands now; a disabled account is nobody.</summary>
    public static IApplicationBuilder UseLivingAccounts(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.User.Identity is { IsAuthenticated: true } identity)
        {
            var account = await context.RequestServices.GetRequiredService<AccountDatabase>().FindLivingAsync(
                context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? string.Empty, context.User.FindFirstValue(StampClaim) ?? string.Empty, context.RequestAborted);
            context.User = account is null ? new ClaimsPrincipal(new ClaimsIdentity()) : Living(account, identity.AuthenticationType!);
        }

        await next(context);
    });

    private static ClaimsPrincipal Living(LivingAccount account, string scheme)
    {
        var person = PersonOf(account, scheme);
        ((ClaimsIdentity)person.Identity!).AddClaims(
            account.Grants.Select(grant => new Claim(Grant.ClaimType, grant.ToString())).Append(new Claim(PersonName.ClaimType, account.PrintedName)));
        return person;
    }

    private static Task Unless(RedirectContext<CookieAuthenticationOptions> context, ApiProblem problem)
    {
        if (ApiAddress.Covers(context.Request.Path))
        {
            return problem.WriteAsync(context.HttpContext);
        }

        context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
