using System.Numerics;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Rerandomization;

/// <summary>What is computed from the values of two arms. Both are zero when the arms do not differ.</summary>
public enum TestStatistic
{
    /// <summary>The mean of the first arm less the mean of the second.</summary>
    DifferenceInMeans,

    /// <summary>
    /// The linear rank statistic Σ (a_i − ā) over the participants of the first arm, ā the mean score of both arms. Rosenberger and
    /// Lachin, Randomization in Clinical Trials, 2nd ed., ch. 6. The scores are the caller's: ranks, residuals, or any other number that was
    /// computed without looking at the arms.
    /// </summary>
    CenteredScoreSum,
}

/// <summary>Which values count as at least as extreme as the observed one.</summary>
public enum Alternative
{
    /// <summary>|S| ≥ |S_obs|.</summary>
    TwoSided,

    /// <summary>S ≥ S_obs: the first arm has greater values.</summary>
    Greater,

    /// <summary>S ≤ S_obs: the first arm has smaller values.</summary>
    Less,
}

/// <summary>Two arms, by index, and how they are compared.</summary>
public sealed record ArmComparison(int First, int Second, TestStatistic Statistic, Alternative Alternative)
{
    /// <summary>The statistic; null when it is not defined: the mean of an arm that has no value.</summary>
    internal Rational? Of(in ArmTotals totals)
    {
        var contrast = (totals.FirstSum * totals.SecondCount) - (totals.SecondSum * totals.FirstCount);
        return Statistic == TestStatistic.DifferenceInMeans
            ? Quotient(contrast, totals.FirstCount * (BigInteger)totals.SecondCount)
            : Quotient(contrast, totals.FirstCount + totals.SecondCount) ?? Rational.Zero;
    }

    /// <summary>
    /// Whether a statistic is at least as extreme as the observed one, compared exactly. One that is not defined is: so the test stays
    /// valid: its p is never too small.
    /// </summary>
    internal bool IsExtreme(Rational? statistic, Rational observed) => statistic is not { } value || Alternative switch
    {
        Alternative.Greater => value >= observed,
        Alternative.Less => value <= observed,
        _ => Absolute(value) >= Absolute(observed),
    };

    private static Rational? Quotient(BigInteger above, BigInteger below) => below.IsZero ? null : new Rational(above, below);

    private static Rational Absolute(Rational value) => value.Sign < 0 ? -value : value;
}
