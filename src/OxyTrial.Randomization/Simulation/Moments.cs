namespace OxyTrial.Randomization.Simulation;

/// <summary>
/// Sum and sum of squares of a trial's number, in whole numbers of 128 bits: exact, so the order of the trials does not matter. Room for
/// 10⁹ trials of numbers below 2⁴⁸.
/// </summary>
internal struct Moments
{
    private Int128 _sum;
    private Int128 _squares;

    public void Add(long value)
    {
        _sum += value;
        _squares += (Int128)value * value;
    }

    public void Add(in Moments other)
    {
        _sum += other._sum;
        _squares += other._squares;
    }

    /// <summary>Mean and standard error of the numbers divided by <paramref name="unit"/>.</summary>
    public readonly Estimate Estimate(long trials, double unit)
    {
        var mean = (double)_sum / trials;
        if (trials < 2)
        {
            return new Estimate(mean / unit, 0);
        }

        // n·Σx² − (Σx)² exactly where it fits: differences of nearly equal doubles would lose the variance.
        var deviations = _squares - (_sum / trials * _sum) - (_sum % trials * _sum / trials);
        var variance = Math.Max(0, (double)deviations) / (trials - 1.0);
        return new Estimate(mean / unit, Math.Sqrt(variance / trials) / unit);
    }
}
