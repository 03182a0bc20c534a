using System.Runtime.CompilerServices;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// Sum and sum of squares of a trial's number, in whole numbers: exact, so the order of the trials does not matter. Room for 10⁹ trials
/// of numbers below 2⁴⁸.
/// </summary>
internal struct Moments
{
    private UInt128 _sum;
    private ulong _squaresHigh;
    private ulong _squaresLow;

    /// <summary>Adds a number of 0 or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long value)
    {
        _sum += (ulong)value;
        var high = Math.BigMul((ulong)value, (ulong)value, out var low);
        _squaresLow = unchecked(_squaresLow + low);
        _squaresHigh += high + (_squaresLow < low ? 1UL : 0);
    }

    public void Add(in Moments other)
    {
        _sum += other._sum;
        var squares = Squares + other.Squares;
        (_squaresHigh, _squaresLow) = ((ulong)(squares >> 64), (ulong)squares);
    }

    /// <summary>Mean and standard error of the numbers divided by <paramref name="unit"/>.</summary>
    public readonly Estimate Estimate(long trials, double unit)
    {
        var mean = (double)_sum / trials;
        if (trials < 2)
        {
            return new Estimate(mean / unit, 0);
        }

        // Σx² − (Σx)²/n in whole numbers: the difference of two nearly equal doubles would lose the variance.
        var n = (UInt128)trials;
        var deviations = (Int128)Squares - (Int128)((_sum / n * _sum) + (_sum % n * _sum / n));
        var variance = Math.Max(0, (double)deviations) / (trials - 1.0);
        return new Estimate(mean / unit, Math.Sqrt(variance / trials) / unit);
    }

    private readonly UInt128 Squares => new(_squaresHigh, _squaresLow);
}
