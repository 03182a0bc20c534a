using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// The convergence strategy for any arms and ratio on scaled counts: it guesses the arm of least count/ratio; arms that tie are guessed
/// in proportion to their ratios, so a guess is right with the share of the arm that came among those that tied.
/// </summary>
internal sealed class Convergence(AllocationRatio ratio, ImbalanceUnit unit)
{
    /// <summary>Fixed-point probability that the guess was right, before the arm is counted.</summary>
    public long Guess(ReadOnlySpan<long> scaled, int arm)
    {
        var least = long.MaxValue;
        foreach (var count in scaled)
        {
            least = Math.Min(least, count);
        }

        if (scaled[arm] != least)
        {
            return 0;
        }

        var tied = 0L;
        for (var other = 0; other < scaled.Length; other++)
        {
            tied += scaled[other] == least ? ratio[other] : 0;
        }

        return ((2L * ratio[arm] << Probability63.FractionBits) + tied) / (2 * tied);
    }

    /// <summary>D in units after one more patient in the arm.</summary>
    public long Count(Span<long> scaled, int arm)
    {
        scaled[arm] += unit.Steps[arm];
        var (least, most) = (long.MaxValue, long.MinValue);
        foreach (var count in scaled)
        {
            (least, most) = (Math.Min(least, count), Math.Max(most, count));
        }

        return most - least;
    }
}
