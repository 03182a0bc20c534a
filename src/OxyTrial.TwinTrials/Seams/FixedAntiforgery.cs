using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace OxyTrial.TwinTrials.Seams;

/// <summary>The antiforgery token as data: the same in both twins, so that a page need not be cut before it is compared. Forms without it are refused.</summary>
internal sealed class FixedAntiforgery : IAntiforgery
{
    /// <summary>Name of the hidden field.</summary>
    public const string Field = "__RequestVerificationToken";

    private const string Token = "antiforgery-token-of-the-twins";

    /// <inheritdoc/>
    public AntiforgeryTokenSet GetAndStoreTokens(HttpContext httpContext) => GetTokens(httpContext);

    /// <inheritdoc/>
    public AntiforgeryTokenSet GetTokens(HttpContext httpContext) => new(Token, Token, Field, "RequestVerificationToken");

    /// <inheritdoc/>
    public async Task<bool> IsRequestValidAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var request = httpContext.Request;
        return HttpMethods.IsGet(request.Method) || (request.HasFormContentType && (await request.ReadFormAsync(httpContext.RequestAborted))[Field] == Token);
    }

    /// <inheritdoc/>
    public async Task ValidateRequestAsync(HttpContext httpContext)
    {
        if (!await IsRequestValidAsync(httpContext))
        {
            throw new AntiforgeryValidationException("The form does not carry the twins' token.");
        }
    }

    /// <inheritdoc/>
    public void SetCookieTokenAndHeader(HttpContext httpContext)
    {
    }
}
