using System.Collections.Immutable;

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
