using OxyTrial.Assessment.Simulation;

namespace OxyTrial.Assessment.Comparison;

/// <summary>Where a design stands between balance and surprise; less is better of both.</summary>
/// <param name="Imbalance">An imbalance, 0 or more.</param>
/// <param name="Guessed">A share of correct guesses, 0 to 1.</param>
public readonly record struct DesignTrade(Estimate Imbalance, Estimate Guessed)
{
    /// <summary>
    /// Whether this design beats another: it is at most as imbalanced and at most as predictable, and strictly better in one. Two
    /// estimates that differ by no more than one standard error of their difference are a tie.
    /// </summary>
    public bool Beats(DesignTrade other)
    {
        var (imbalance, guessed) = (Compare(Imbalance, other.Imbalance), Compare(Guessed, other.Guessed));
        return imbalance <= 0 && guessed <= 0 && (imbalance < 0 || guessed < 0);
    }

    /// <summary>For each design, in order, whether no other beats it.</summary>
    public static IReadOnlyList<bool> NotBeaten(IReadOnlyList<DesignTrade> designs) =>
        [.. designs.Select(design => !designs.Any(other => other.Beats(design)))];

    private static int Compare(Estimate one, Estimate other)
    {
        var difference = one.Mean - other.Mean;
        return Math.Abs(difference) <= Math.Sqrt((one.StandardError * one.StandardError) + (other.StandardError * other.StandardError)) ? 0 : Math.Sign(difference);
    }
}
