using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using OxyTrial.Web.Forms;

namespace OxyTrial.Server.Tests.TwinTrials;

/// <summary>Command ids of rendered forms, counted: in a twin trial they are data, as time is.</summary>
internal sealed class CountedFormIds : IFormIds
{
    private long given;

    public string Next() => string.Create(CultureInfo.InvariantCulture, $"form-{Interlocked.Increment(ref given):00000000}");
}

/// <summary>The antiforgery token as data: the same in both twins, so that a page need not be cut before it is compared.</summary>
internal sealed class FixedAntiforgery : IAntiforgery
{
    private const string Token = "antiforgery-token-of-the-twins";
    private const string Field = "__RequestVerificationToken";
    private const string Header = "RequestVerificationToken";

    public AntiforgeryTokenSet GetAndStoreTokens(HttpContext httpContext) => GetTokens(httpContext);

    public AntiforgeryTokenSet GetTokens(HttpContext httpContext) => new(Token, Token, Field, Header);

    public async Task<bool> IsRequestValidAsync(HttpContext httpContext)
    {
        var request = httpContext.Request;
        return HttpMethods.IsGet(request.Method) || (request.HasFormContentType && (await request.ReadFormAsync(httpContext.RequestAborted))[Field] == Token);
    }

    public async Task ValidateRequestAsync(HttpContext httpContext)
    {
        if (!await IsRequestValidAsync(httpContext))
        {
            throw new AntiforgeryValidationException("The form does not carry the twins' token.");
        }
    }

    public void SetCookieTokenAndHeader(HttpContext httpContext)
    {
    }
}
