namespace OxyTrial.Web.Forms;

/// <summary>What a form's fields know of their form: its name, and what was typed when it was sent before.</summary>
/// <param name="Name">Name of the form, unique on its page.</param>
/// <param name="Sent">The last sending of this very form; null when there was none.</param>
public sealed record FormScope(string Name, FormState.Sent? Sent)
{
    /// <summary>The scope of a form on a page in some state.</summary>
    public static FormScope Of(string name, FormState state) => new(name, state is FormState.Sent sent && sent.Form == name ? sent : null);

    /// <summary>The element id of a field.</summary>
    public string IdOf(string field) => $"{Name}-{field}";

    /// <summary>What was typed, or else the initial value.</summary>
    public string ValueOf(string field, string? initial = null) => Sent is null ? initial ?? string.Empty : Sent.Values[field].ToString();

    /// <summary>Whether a value was chosen.</summary>
    public bool IsChosen(string field, string value, bool initially = false) => Sent is null ? initially : Sent.Values[field].Contains(value);

    /// <summary>What is to be corrected in the field; null when nothing is.</summary>
    public string? ErrorOf(string field) => (Sent as FormState.Incomplete)?.Errors.FirstOrDefault(error => error.Field == field)?.Message;

    /// <summary>The ids of hint and error that describe the field; null when there are none.</summary>
    public string? DescribedBy(string field, string? hint) =>
        (hint is null, ErrorOf(field) is null) switch
        {
            (true, true) => null,
            (false, true) => $"{IdOf(field)}-hint",
            (true, false) => $"{IdOf(field)}-error",
            (false, false) => $"{IdOf(field)}-hint {IdOf(field)}-error",
        };
}
