using System.Globalization;

namespace OxyTrial.Instruments;

/// <summary>Why an instrument gives no result. Numbers are permanent; a smaller one takes precedence.</summary>
public enum ScoreRefusalKind
{
    /// <summary>Not one response per item, so no response can be matched with its item.</summary>
    WrongNumberOfResponses = 1,

    /// <summary>A response outside the instrument's range.</summary>
    ResponseOutOfRange = 2,

    /// <summary>More responses missing on a scale than its rule allows.</summary>
    TooManyMissing = 3,

    /// <summary>Several prototypes are rated highest and none of them was chosen.</summary>
    Tied = 4,

    /// <summary>The instrument has no such category.</summary>
    CategoryUnknown = 5,

    /// <summary>No coder's id, or not of its form.</summary>
    CoderMissing = 6,
}

/// <summary>One reason why an instrument gives no result.</summary>
/// <param name="Kind">Name and permanent number.</param>
/// <param name="Subject">Item id or scale name concerned; the instrument's id when it concerns the whole.</param>
/// <param name="Sentence">For the person at the screen.</param>
public sealed record ScoreRefusal(ScoreRefusalKind Kind, string Subject, string Sentence)
{
    internal static ScoreRefusal WrongNumberOfResponses(Instrument instrument, int items, int given) =>
        Of(ScoreRefusalKind.WrongNumberOfResponses, instrument.Id, $"{instrument.Title} has {items} items; {given} responses were given.");

    internal static ScoreRefusal ResponseOutOfRange(ResponseRange range, string id, string label, int given) =>
        Of(ScoreRefusalKind.ResponseOutOfRange, id, $"{label} was answered {given}; responses go from {range.Minimum} to {range.Maximum}.");

    internal static ScoreRefusal TooManyMissing(Scale scale, int missing, int items) =>
        Of(ScoreRefusalKind.TooManyMissing, scale.Name, $"{missing} of the {items} items of scale '{scale.Name}' are not answered; at most {scale.MaximumMissing} may be missing.");

    internal static ScoreRefusal RatingsMissing(PrototypeMeasure measure, int missing) =>
        Of(ScoreRefusalKind.TooManyMissing, measure.Id, $"{missing} of the {measure.Prototypes.Length} prototypes are not rated; none may be missing.");

    internal static ScoreRefusal Tied(PrototypeMeasure measure, IEnumerable<string> best) =>
        Of(ScoreRefusalKind.Tied, measure.Id, $"{string.Join(" and ", best)} are rated highest alike, and none of them is chosen as the best; without a choice among them there is no category.");

    internal static ScoreRefusal CategoryUnknown(CategoricalMeasure measure, string? given) =>
        Of(ScoreRefusalKind.CategoryUnknown, measure.Id, $"'{given}' is no category of {measure.Id}; possible are {string.Join(", ", measure.Categories.Select(category => category.Name))}.");

    internal static ScoreRefusal CoderMissing(CodedInterview interview) =>
        Of(ScoreRefusalKind.CoderMissing, interview.Id, $"The category of {interview.Id} is entered with the certified coder's id: 1 to 40 letters (A–Z), digits, '-', '_' or '.', starting with a letter or digit.");

    private static ScoreRefusal Of(ScoreRefusalKind kind, string subject, FormattableString sentence) =>
        new(kind, subject, sentence.ToString(CultureInfo.InvariantCulture));
}
