using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Api.Requests;

namespace OxyTrial.Web.Forms;

/// <summary>Reads a sent form field by field and gathers what is to be corrected, so that all of it is told at once.</summary>
public sealed class FormReader(IFormCollection values)
{
    private readonly List<FieldError> errors = [];

    /// <summary>The form.</summary>
    public IFormCollection Values => values;

    /// <summary>What is to be corrected, in the order of reading.</summary>
    public ImmutableArray<FieldError> Errors => [.. errors];

    /// <summary>Which form of the page was sent.</summary>
    public string Form => values[FormState.FormField].ToString();

    /// <summary>The text without surrounding blanks; empty when not given. What may not be stored is to be corrected, and read as empty.</summary>
    public string Text(string field)
    {
        var text = values[field].ToString().Trim();
        var allowed = TypedTextAttribute.Allows(text);
        Require(allowed, field, TypedTextAttribute.Rule);
        return allowed ? text : string.Empty;
    }

    /// <summary>All values given under the name.</summary>
    public ImmutableArray<string> All(string field) => [.. values[field].OfType<string>()];

    /// <summary>Whether a box is ticked.</summary>
    public bool Ticked(string field) => values.ContainsKey(field);

    /// <summary>A text that must not be empty.</summary>
    public string Required(string field, string message)
    {
        var text = Text(field);
        Require(text.Length > 0, field, message);
        return text;
    }

    /// <summary>An identifier; a stand-in that is never used when it is not of the form.</summary>
    public T? Identifier<T>(string field, string message)
        where T : class, IIdentifier<T>
    {
        Require(T.TryParse(Text(field), out var identifier), field, message);
        return identifier;
    }

    /// <summary>A whole number.</summary>
    public int Whole(string field, string message)
    {
        Require(int.TryParse(Text(field), NumberStyles.None, CultureInfo.InvariantCulture, out var number), field, message);
        return number;
    }

    /// <summary>A decimal with a point; null when not given.</summary>
    public decimal? OptionalDecimal(string field, string message)
    {
        if (Text(field).Length == 0)
        {
            return null;
        }

        Require(decimal.TryParse(Text(field), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number), field, message);
        return number;
    }

    /// <summary>A day as date fields send it.</summary>
    public DateOnly Day(string field, string message)
    {
        Require(DateOnly.TryParseExact(Text(field), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day), field, message);
        return day;
    }

    /// <summary>A time of day as time fields send it.</summary>
    public TimeOnly Time(string field, string message)
    {
        Require(TimeOnly.TryParseExact(Text(field), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time), field, message);
        return time;
    }

    /// <summary>One of an enumeration's names.</summary>
    public TEnum Choice<TEnum>(string field, string message)
        where TEnum : struct, Enum
    {
        var known = Enum.TryParse<TEnum>(Text(field), out var value) && Enum.IsDefined(value) && Text(field) == value.ToString();
        Require(known, field, message);
        return value;
    }

    /// <summary>Notes an error unless the condition holds.</summary>
    public void Require(bool holds, string field, string message)
    {
        // The first is the cause; what follows from it, or a field read twice, need not be told again.
        if (!holds && errors.All(error => error.Field != field))
        {
            errors.Add(new FieldError(field, message));
        }
    }
}
