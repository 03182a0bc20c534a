using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using OxyTrial.Journal;
using OxyTrial.Reports.Pdf;

namespace OxyTrial.Web.Api.Problems;

/// <summary>Turns what was thrown on the way into a problem. Nothing of an exception's text reaches the caller, except where it is about the body he sent.</summary>
public sealed class ApiFailures : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (!ApiAddress.Covers(httpContext.Request.Path))
        {
            return false;
        }

        await ProblemOf(exception).WriteAsync(httpContext);
        return true;
    }

    private static ApiProblem ProblemOf(Exception thrown) => thrown switch
    {
        AppendOutcomeUnknownException => ApiProblem.OutcomeUnknown,
        JournalUnavailableException => new("/problems/unavailable", "Unavailable", StatusCodes.Status503ServiceUnavailable, "The journal cannot be reached; nothing was done.") { RetryAfterSeconds = 5 },
        ChromiumUnavailableException => new("/problems/printer-unavailable", "Printer unavailable", StatusCodes.Status503ServiceUnavailable, "PDFs cannot be printed at the moment; the same document is there as HTML.") { RetryAfterSeconds = 30 },
        BadHttpRequestException { InnerException: JsonException json } => Unreadable(json),
        BadHttpRequestException bad => ApiProblem.Of(bad.StatusCode),
        _ => ApiProblem.Of(StatusCodes.Status500InternalServerError),
    };

    private static ApiProblem Unreadable(JsonException json)
    {
        var location = new BodyLocation(json.Path ?? "$", (json.LineNumber ?? 0) + 1, (json.BytePositionInLine ?? 0) + 1);
        return new ApiProblem(
            "/problems/unreadable-body", "Unreadable body", StatusCodes.Status400BadRequest,
            $"The body is not the JSON asked for at {location.Path}, line {location.Line}, byte {location.BytePosition}.") { Location = location };
    }
}

/// <summary>Which addresses are the API's.</summary>
public static class ApiAddress
{
    /// <summary>Where the API begins.</summary>
    public const string Root = "/api/v1";

    /// <summary>Whether an address is answered in JSON rather than in pages.</summary>
    public static bool Covers(PathString path) => path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);
}
