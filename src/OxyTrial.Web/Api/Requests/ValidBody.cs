using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OxyTrial.Web.Api.Problems;

namespace OxyTrial.Web.Api.Requests;

/// <summary>A request body whose attributes state its rules; they are checked here and stand in the API's description.</summary>
public abstract record RequestBody;

/// <summary>Checks the body before the handler sees it.</summary>
public sealed class ValidBody : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var errors = new List<ValidationResult>();
        var valid = context.Arguments.OfType<RequestBody>().All(body => Validator.TryValidateObject(body, new ValidationContext(body), errors, validateAllProperties: true));
        return valid ? await next(context) : ApiProblem.Invalid(ByField(errors)).ToResult();
    }

    private static ImmutableSortedDictionary<string, string[]> ByField(IEnumerable<ValidationResult> errors) =>
        errors.SelectMany(error => error.MemberNames.DefaultIfEmpty(string.Empty), (error, field) => (Field: JsonNamingPolicy.CamelCase.ConvertName(field), error.ErrorMessage))
            .GroupBy(error => error.Field, error => error.ErrorMessage ?? "Invalid.")
            .ToImmutableSortedDictionary(field => field.Key, field => field.Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
}

/// <summary>Text that a person typed: some characters, no control characters but line breaks and tabs, nothing that is not Unicode.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TypedTextAttribute() : StringLengthAttribute(MaximumTextLength)
{
    /// <summary>Longest text.</summary>
    public const int MaximumTextLength = 2000;

    /// <summary>The rule as a sentence.</summary>
    public static string Rule { get; } = $"At most {MaximumTextLength} characters, none of them a control character.";

    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is null || (value is string text && Allows(text));

    /// <summary>Whether a text may be stored, typed into a form or sent in a body alike.</summary>
    public static bool Allows(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= MaximumTextLength && text.EnumerateRunes().All(rune => rune.Value is '\n' or '\r' or '\t' || !System.Text.Rune.IsControl(rune));
    }

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) => Rule;
}
