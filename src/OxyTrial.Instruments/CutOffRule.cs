namespace OxyTrial.Instruments;

/// <summary>A fixed cut-off on a scale and the level of a score that lies exactly on it. Both are the spec's, fixed before the first participant.</summary>
/// <param name="CutOff">Cut-off on the scale; never a median of the sample.</param>
/// <param name="AtCutOff">Level of a score equal to the cut-off.</param>
public sealed record CutOffRule(decimal CutOff, ScaleLevel AtCutOff)
{
    /// <summary>Level of a score, compared exactly.</summary>
    public ScaleLevel LevelOf(ScaleScore score)
    {
        ArgumentNullException.ThrowIfNull(score);
        return score.CompareTo(CutOff) switch
        {
            < 0 => ScaleLevel.Low,
            0 => AtCutOff,
            > 0 => ScaleLevel.High,
        };
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
