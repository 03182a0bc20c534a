using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using OxyTrial.Journal;
using OxyTrial.Web.Pages.Errors;

namespace OxyTrial.Server.Hosting;

/// <summary>An error as a page. Nothing of what went wrong inside is told.</summary>
internal static class PageErrors
{
    /// <summary>Draws the page of the response's status.</summary>
    public static Task WriteAsync(HttpContext http)
    {
        if (http.Features.Get<IExceptionHandlerFeature>()?.Error is { } failed)
        {
            http.Response.StatusCode = StatusOf(failed);
            if (http.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
            {
                http.Response.Headers.RetryAfter = "5";
            }
        }

        return HttpMethods.IsHead(http.Request.Method)
            ? Task.CompletedTask
            : new RazorComponentResult<StatusPage>(new { Code = http.Response.StatusCode, UserName = http.User.Identity?.Name }) { StatusCode = http.Response.StatusCode }.ExecuteAsync(http);
    }

    private static int StatusOf(Exception failed) => failed switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        AppendOutcomeUnknownException or JournalUnavailableException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
