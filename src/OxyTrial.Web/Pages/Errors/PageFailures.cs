using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using OxyTrial.Journal;
using OxyTrial.Web.Api.Problems;

namespace OxyTrial.Web.Pages.Errors;

/// <summary>Turns what was thrown under a page into a page. Nothing of an exception's text reaches the reader.</summary>
public sealed class PageFailures : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (ApiAddress.Covers(httpContext.Request.Path))
        {
            return false;
        }

        await WriteAsync(httpContext, exception switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            JournalUnavailableException or AppendOutcomeUnknownException => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        });
        return true;
    }

    /// <summary>Writes the page of a status, for responses that have no body of their own.</summary>
    public static Task WriteAsync(HttpContext http, int code)
    {
        ArgumentNullException.ThrowIfNull(http);
        return new RazorComponentResult<StatusPage>(new { Code = code, UserName = http.User.Identity?.Name }) { StatusCode = code }.ExecuteAsync(http);
    }
}
