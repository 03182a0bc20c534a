namespace OxyTrial.Randomization;

/// <summary>
/// How the counts of one margin are judged, with x_a = count_a / ratio_a. Range and variance can disagree on the best arm, so
/// a specification names its metric.
/// </summary>
public enum ImbalanceMetric
{
    /// <summary>max x − min x.</summary>
    Range,

    /// <summary>The sample variance of the x_a (divisor arms − 1).</summary>
    Variance,

    /// <summary>The sum of (x_a − x_b)² over the pairs of arms.</summary>
    SquaredSum,
}
