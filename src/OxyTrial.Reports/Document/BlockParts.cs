using System.Globalization;

namespace OxyTrial.Reports.Document;

/// <summary>How strongly a value stands out.</summary>
public enum Emphasis
{
    /// <summary>Read at the desk.</summary>
    Normal,

    /// <summary>Read from a metre away, with a bottle in the hand.</summary>
    Key,
}

/// <summary>A labelled value.</summary>
/// <param name="Label">What the value is.</param>
/// <param name="Value">The value; <c>null</c> leaves a blank to be filled in by hand.</param>
/// <param name="Note">A short explanation below the value, such as the rule it follows.</param>
/// <param name="Emphasis">How strongly it stands out.</param>
public sealed record KeyValue(string Label, string? Value, string? Note = null, Emphasis Emphasis = Emphasis.Normal);

/// <summary>How a column's cells line up.</summary>
public enum ColumnKind
{
    /// <summary>Words; lined up at the start.</summary>
    Text,

    /// <summary>Numbers; lined up at the end, digits of equal width.</summary>
    Numeric,
}

/// <summary>A column of a table.</summary>
public sealed record TableColumn(string Header, ColumnKind Kind = ColumnKind.Text);

/// <summary>How grave a notice is; told by word and shape as well as by color.</summary>
public enum NoticeKind
{
    /// <summary>Good to know.</summary>
    Information,

    /// <summary>Think before going on.</summary>
    Warning,

    /// <summary>Do not go on, or handle with extreme care.</summary>
    Critical,
}

/// <summary>An item to answer by hand.</summary>
/// <param name="Number">Its number or letter on the form.</param>
/// <param name="Id">Its canonical id.</param>
public sealed record ResponseRow(string Number, string Id);

/// <summary>How much room an item's wording needs.</summary>
public enum WordingRoom
{
    /// <summary>A sentence.</summary>
    Sentence,

    /// <summary>A paragraph.</summary>
    Paragraph,
}

/// <summary>A statement to tick.</summary>
public sealed record ChecklistItem(string Text, bool Checked = false);

/// <summary>
/// A signature with its printed name, date and time, and meaning (21 CFR 11.50(a)).
/// </summary>
/// <param name="Meaning">What the signer attests, for example "Dose given by".</param>
/// <param name="PrintedName">The signer's name; <c>null</c> leaves a blank.</param>
/// <param name="SignedAt">When it was signed electronically; <c>null</c> leaves room for a signature by hand.</param>
public sealed record SignatureLine(string Meaning, string? PrintedName = null, DateTimeOffset? SignedAt = null)
{
    /// <summary>The time of an electronic signature in UTC, or <c>null</c>.</summary>
    public string? SignedAtText =>
        SignedAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
