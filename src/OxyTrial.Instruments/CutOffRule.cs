using System.Text.Json.Serialization;

namespace OxyTrial.Instruments;

/// <summary>A fixed cut-off on a scale and the level of a score that lies exactly on it. Both are the spec's, fixed before the first participant.</summary>
/// <param name="CutOff">Cut-off on the scale; never a median of the sample.</param>
/// <param name="AtCutOff">Level of a score equal to the cut-off.</param>
public sealed record CutOffRule(decimal CutOff, ScaleLevel AtCutOff)
{
    /// <summary>Level of a score, compared exactly.</summary>
    public ScaleLevel LevelOf(ExactScore score)
    {
        ArgumentNullException.ThrowIfNull(score);
        return score.CompareTo(ExactScore.Of(CutOff)) switch
        {
            < 0 => ScaleLevel.Low,
            0 => AtCutOff,
            > 0 => ScaleLevel.High,
        };
    }

    /// <summary>True when the score lies less than one standard error of measurement from the cut-off: another sitting may well give the other level.</summary>
    public bool IsUncertain(ExactScore score, MeasurementError error)
    {
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(error);
        return score.SquaredDistanceTo(ExactScore.Of(CutOff)).CompareTo(error.Variance) < 0;
    }
}

/// <summary>Level of a score with respect to a cut-off.</summary>
public enum ScaleLevel
{
    /// <summary>Below the cut-off.</summary>
    Low,

    /// <summary>Above the cut-off.</summary>
    High,
}

/// <summary>
/// How far a score may lie from the true one: SD·√(1 − ρ) (Lord &amp; Novick 1968). Comparisons use its square, which is a fraction;
/// the root is for printing.
/// </summary>
/// <param name="StandardDeviation">Standard deviation SD of the scale in the population meant; above 0.</param>
/// <param name="Reliability">Reliability ρ of the scale, from 0 to below 1.</param>
public sealed record MeasurementError(decimal StandardDeviation, decimal Reliability)
{
    /// <summary>SD²·(1 − ρ).</summary>
    [JsonIgnore]
    public ExactScore Variance => ExactScore.Of(StandardDeviation * StandardDeviation * (1 - Reliability));

    /// <summary>SD·√(1 − ρ) to 4 decimal places.</summary>
    public decimal ToDecimal() => Math.Round((decimal)Math.Sqrt((double)(StandardDeviation * StandardDeviation * (1 - Reliability))), 4);
}
