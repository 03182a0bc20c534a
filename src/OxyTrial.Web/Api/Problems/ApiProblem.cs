using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using OxyTrial.Trial.Refusals;

namespace OxyTrial.Web.Api.Problems;

/// <summary>
/// An error as the API tells it: problem details after RFC 9457. Two calls that fail the same way get the same bytes; nothing such as
/// a trace id tells them apart.
/// </summary>
/// <param name="Type">Permanent name of the kind of problem, relative to the API.</param>
/// <param name="Title">The kind in words.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">What exactly, for a person.</param>
public sealed record ApiProblem(string Type, string Title, int Status, string? Detail = null)
{
    /// <summary>Media type of problem details.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>A refusal's permanent number and name; null for other problems.</summary>
    public RefusalMember? Refusal { get; init; }

    /// <summary>What is wrong by field of the body; null when no single field is.</summary>
    public ImmutableSortedDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Where the body stops being readable; null when it is readable.</summary>
    public BodyLocation? Location { get; init; }

    /// <summary>Seconds to wait before trying again; sent as Retry-After. Null = trying again changes nothing.</summary>
    [JsonIgnore]
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Absent, or not for the caller: nobody can tell which.</summary>
    public static ApiProblem NotFound { get; } = new("/problems/not-found", "Not found", StatusCodes.Status404NotFound, "There is nothing here, or nothing for you.");

    /// <summary>Nobody is signed in.</summary>
    public static ApiProblem NotSignedIn { get; } = new("/problems/not-signed-in", "Not signed in", StatusCodes.Status401Unauthorized, "Send the token that POST /api/v1/session answers as 'Authorization: Bearer …'.");

    /// <summary>The command's key is missing or not of its form.</summary>
    public static ApiProblem KeyMissing { get; } = new(
        "/problems/idempotency-key", "Idempotency-Key missing", StatusCodes.Status400BadRequest,
        "Every command takes an Idempotency-Key header: 1 to 200 visible ASCII characters, new for each command and the same at every retry.");

    /// <summary>The store cannot tell whether the command is done.</summary>
    public static ApiProblem OutcomeUnknown { get; } = new(
        "/problems/outcome-unknown", "Outcome unknown", StatusCodes.Status503ServiceUnavailable,
        "Whether this was done is not known. Repeat the request with the same Idempotency-Key: it is done exactly once.") { RetryAfterSeconds = 1 };

    /// <summary>Fields of the body break a rule.</summary>
    public static ApiProblem Invalid(ImmutableSortedDictionary<string, string[]> errors) =>
        new("/problems/invalid-fields", "Invalid fields", StatusCodes.Status400BadRequest, "The body is readable, but not every field is valid.") { Errors = errors };

    /// <summary>A refusal of the trial's core. See <see cref="RefusalStatus"/> for the status.</summary>
    public static ApiProblem Refused(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return new ApiProblem($"/problems/refusals/{refusal.Code.Number}", refusal.Code.Sentence, RefusalStatus.Of(refusal.Code), refusal.Message)
        {
            Refusal = new RefusalMember(refusal.Code.Number, refusal.Code.Name),
            RetryAfterSeconds = refusal.Code == RefusalCode.TooManyConflicts ? 1 : null,
        };
    }

    /// <summary>A problem for a bare status, such as 405 or 415.</summary>
    public static ApiProblem Of(int status) => status switch
    {
        StatusCodes.Status400BadRequest => new("/problems/bad-request", "Bad request", status, "The body or a parameter is missing or cannot be read."),
        StatusCodes.Status401Unauthorized => NotSignedIn,
        StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound => NotFound,
        StatusCodes.Status405MethodNotAllowed => new("/problems/method-not-allowed", "Method not allowed", status, "This address does not take this method."),
        StatusCodes.Status413PayloadTooLarge => new("/problems/body-too-large", "Body too large", status, "The body is larger than any request needs."),
        StatusCodes.Status415UnsupportedMediaType => new("/problems/media-type", "Unsupported media type", status, "Send the body as application/json."),
        StatusCodes.Status429TooManyRequests => new("/problems/too-many-sign-ins", "Too many sign-ins", status, "Wait a minute before the next attempt.") { RetryAfterSeconds = 60 },
        >= 500 => new("/problems/failure", "Failure", status, "The server failed. A command may or may not be done: repeat it with the same Idempotency-Key."),
        _ => new("/problems/bad-request", "Bad request", status, "The request cannot be read."),
    };

    /// <summary>As a handler's result.</summary>
    public IResult ToResult() => new Result(this);

    /// <summary>Writes the problem.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.StatusCode = Status;
        context.Response.Headers.RetryAfter = RetryAfterSeconds?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.WriteAsJsonAsync(this, ApiJson.Options, MediaType, context.RequestAborted);
        }
    }

    private sealed class Result(ApiProblem problem) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => problem.WriteAsync(httpContext);
    }
}

/// <summary>A refusal's permanent number and name.</summary>
/// <param name="Number">Permanent number.</param>
/// <param name="Name">Permanent name.</param>
public sealed record RefusalMember(int Number, string Name);

/// <summary>A place in a body that is not the JSON asked for.</summary>
/// <param name="Path">JSON path of the member, e.g. <c>$.responses[3]</c>.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="BytePosition">Byte in the line, from 1.</param>
public sealed record BodyLocation(string Path, long Line, long BytePosition);
