using System.Collections.Immutable;
using System.Globalization;

namespace OxyTrial.Instruments;

/// <summary>What scoring a questionnaire gives: <see cref="Scored"/> or <see cref="Unscorable"/>, nothing in between.</summary>
public abstract record ScoreOutcome
{
    private protected ScoreOutcome()
    {
    }

    /// <summary>Visits the case at hand.</summary>
    public abstract T Match<T>(Func<Scored, T> scored, Func<Unscorable, T> unscorable);
}

/// <summary>Every scale has a score.</summary>
/// <param name="Scales">Scores in the order of the instrument's scales.</param>
public sealed record Scored(ImmutableArray<ScaleScore> Scales) : ScoreOutcome
{
    /// <summary>The score of a scale.</summary>
    /// <exception cref="InvalidOperationException">The instrument has no such scale.</exception>
    public ScaleScore this[string scale] =>
        Scales.FirstOrDefault(score => score.Scale == scale) ?? throw new InvalidOperationException($"No scale '{scale}' was scored.");

    /// <inheritdoc/>
    public override T Match<T>(Func<Scored, T> scored, Func<Unscorable, T> unscorable)
    {
        ArgumentNullException.ThrowIfNull(scored);
        return scored(this);
    }
}

/// <summary>The questionnaire cannot be scored, which blocks randomization: a level is never defaulted.</summary>
/// <param name="Refusals">At least one; all of the same kind, in the order of items or scales.</param>
public sealed record Unscorable(ImmutableArray<ScoreRefusal> Refusals) : ScoreOutcome
{
    /// <summary>Scales that could be scored on their own, when the others miss too many responses; for the record, never for a stratum.</summary>
    public ImmutableArray<ScaleScore> Scorable { get; init; } = [];

    /// <inheritdoc/>
    public override T Match<T>(Func<Scored, T> scored, Func<Unscorable, T> unscorable)
    {
        ArgumentNullException.ThrowIfNull(unscorable);
        return unscorable(this);
    }
}

/// <summary>Why a questionnaire is unscorable. Numbers are permanent; a smaller one takes precedence.</summary>
public enum ScoreRefusalKind
{
    /// <summary>Not one response per item, so no response can be matched with its item.</summary>
    WrongNumberOfResponses = 1,

    /// <summary>A response outside the instrument's range.</summary>
    ResponseOutOfRange = 2,

    /// <summary>More responses missing on a scale than its rule allows.</summary>
    TooManyMissing = 3,
}

/// <summary>One reason why a questionnaire is unscorable.</summary>
/// <param name="Kind">Name and permanent number.</param>
/// <param name="Subject">Item id or scale name concerned; the instrument's id for a wrong number of responses.</param>
/// <param name="Sentence">For the person at the screen.</param>
public sealed record ScoreRefusal(ScoreRefusalKind Kind, string Subject, string Sentence)
{
    internal static ScoreRefusal WrongNumberOfResponses(Instrument instrument, int given) =>
        Of(ScoreRefusalKind.WrongNumberOfResponses, instrument.Id, $"{instrument.Title} has {instrument.Items.Length} items; {given} responses were given.");

    internal static ScoreRefusal ResponseOutOfRange(Instrument instrument, Item item, int given) =>
        Of(ScoreRefusalKind.ResponseOutOfRange, item.Id, $"Item {item.Number} was answered {given}; responses go from {instrument.Range.Minimum} to {instrument.Range.Maximum}.");

    internal static ScoreRefusal TooManyMissing(Scale scale, int missing, int items) =>
        Of(ScoreRefusalKind.TooManyMissing, scale.Name, $"{missing} of the {items} items of scale '{scale.Name}' are not answered; at most {scale.MaximumMissing} may be missing.");

    private static ScoreRefusal Of(ScoreRefusalKind kind, string subject, FormattableString sentence) =>
        new(kind, subject, sentence.ToString(CultureInfo.InvariantCulture));
}
