using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using OxyTrial.Trial.Refusals;

namespace OxyTrial.Web.Forms;

/// <summary>Something to correct in one field.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Message">What to do, as a sentence.</param>
public sealed record FieldError(string Field, string Message);

/// <summary>What became of a submitted form. Unless it was done the page is drawn again from it: nothing typed is lost.</summary>
public abstract record FormState
{
    /// <summary>Name of the hidden field that says which form of the page was sent.</summary>
    public const string FormField = "form";

    /// <summary>Name of the hidden field that carries the command id: a double click sends the same one, so it is one command.</summary>
    public const string CommandField = "command-id";

    private FormState()
    {
    }

    /// <summary>Nothing was sent: the page is drawn for the first time.</summary>
    public static FormState Untouched { get; } = new Fresh();

    /// <summary>The page is drawn for the first time.</summary>
    public sealed record Fresh : FormState;

    /// <summary>Done; the page is left by a redirect.</summary>
    public sealed record Done : FormState;

    /// <summary>A form that was sent and not done.</summary>
    /// <param name="Values">As typed.</param>
    public abstract record Sent(IFormCollection Values) : FormState
    {
        /// <summary>Which form of the page.</summary>
        public string Form => Values[FormField].ToString();

        /// <summary>HTTP status of the page drawn again.</summary>
        public abstract int StatusCode { get; }
    }

    /// <summary>Sent to see what the entries come to; nothing was asked to be recorded.</summary>
    public sealed record Drafted(IFormCollection Values) : Sent(Values)
    {
        /// <inheritdoc/>
        public override int StatusCode => StatusCodes.Status200OK;
    }

    /// <summary>Fields to correct.</summary>
    public sealed record Incomplete(IFormCollection Values, ImmutableArray<FieldError> Errors) : Sent(Values)
    {
        /// <inheritdoc/>
        public override int StatusCode => StatusCodes.Status422UnprocessableEntity;
    }

    /// <summary>Refused by the trial; nothing was changed.</summary>
    public sealed record Refused(IFormCollection Values, Refusal Refusal) : Sent(Values)
    {
        /// <inheritdoc/>
        public override int StatusCode => StatusCodes.Status409Conflict;
    }

    /// <summary>Nobody can say yet whether it was done; sending the same form again finds out and does it once.</summary>
    public sealed record Unknown(IFormCollection Values) : Sent(Values)
    {
        /// <inheritdoc/>
        public override int StatusCode => StatusCodes.Status503ServiceUnavailable;
    }
}
