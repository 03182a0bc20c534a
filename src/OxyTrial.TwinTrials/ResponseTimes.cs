namespace OxyTrial.TwinTrials;

/// <summary>
/// Whether the time of a randomization's answer tells the arm. Each is answered by both twins at once, with exchanged arms: what counts is how
/// much longer the first took. Of two groups, those whose kit in the first twin is of the first content and the others, the means differ
/// by twice what an arm costs; whatever makes one twin slower falls out. Two-sample test of Welch (1947) by the normal distribution.
/// </summary>
/// <param name="Answers">Randomizations by group.</param>
/// <param name="Milliseconds">What the first content costs more, in milliseconds; null with fewer than <see cref="Fewest"/> in a group.</param>
/// <param name="StandardError">Its standard error.</param>
public sealed record ResponseTimes((int First, int Other) Answers, double? Milliseconds, double? StandardError)
{
    /// <summary>Fewest answers in a group.</summary>
    public const int Fewest = 10;

    /// <summary>Standard errors from which a difference is called one: by chance in one run of 15,000.</summary>
    public const double Limit = 4;

    // Normal quantiles of 97.5 % and 80 %.
    private const double QuantileOfTest = 1.959964;
    private const double QuantileOfPower = 0.841621;

    /// <summary>Difference over its standard error.</summary>
    public double? Z => StandardError > 0 ? Milliseconds / StandardError : null;

    /// <summary>The difference, in milliseconds, that a test at 5 % would find with a power of 80 %.</summary>
    public double? Detectable => (QuantileOfTest + QuantileOfPower) * StandardError;

    /// <summary>Whether the times tell the arm.</summary>
    public bool Tell => Math.Abs(Z ?? 0) > Limit;

    /// <summary>The comparison of two groups of differences, first twin less second, in milliseconds.</summary>
    public static ResponseTimes Of(IReadOnlyCollection<double> first, IReadOnlyCollection<double> other)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(other);
        return first.Count < Fewest || other.Count < Fewest
            ? new ResponseTimes((first.Count, other.Count), null, null)
            : new ResponseTimes((first.Count, other.Count), (first.Average() - other.Average()) / 2, Math.Sqrt(MeanVariance(first) + MeanVariance(other)) / 2);
    }

    private static double MeanVariance(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1) / values.Count;
    }
}
