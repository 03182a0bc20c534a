using System.Runtime.CompilerServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// What a linear trend does, by arm: (Σ i·T_i)² over its value under complete randomization, and the squared difference of mean outcomes
/// under a trend from 0 to 1; both in fixed point. Two arms mirror each other, so one is summed.
/// </summary>
internal sealed class TrendSums
{
    public const double VarianceUnit = 1 << Probability63.FractionBits;
    public const double BiasUnit = 1L << 40;

    private readonly Design _design;
    private readonly Moments[] _variance;
    private readonly Moments[] _bias;
    private readonly long[] _compared;
    private readonly double[] _scale;
    private readonly long _places;

    public TrendSums(Design design)
    {
        _design = design;
        var arms = design.Ratio.Count == 2 ? 1 : design.Ratio.Count;
        (_variance, _bias, _compared) = (new Moments[arms], new Moments[arms], new long[arms]);
        var n = (double)design.Patients;
        CompleteVariance = n * (n + 1) * ((2 * n) + 1) / 6;
        _places = design.Patients * (design.Patients + 1L) / 2;
        _scale = [.. Enumerable.Range(0, arms).Select(arm =>
            VarianceUnit / CompleteVariance / design.Ratio[arm] / (design.Ratio.Sum - design.Ratio[arm]))];
    }

    /// <summary>N(N + 1)(2N + 1)/6.</summary>
    public double CompleteVariance { get; }

    public int ArmCount => _variance.Length;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<int> arms, ReadOnlySpan<long> places)
    {
        for (var arm = 0; arm < _variance.Length; arm++)
        {
            var trend = (double)((_design.Ratio.Sum * places[arm]) - (_design.Ratio[arm] * _places));
            _variance[arm].Add((long)Math.Round(trend * trend * _scale[arm]));
            var others = _design.Patients - arms[arm];
            if (arms[arm] == 0 || others == 0)
            {
                continue;
            }

            var bias = (((double)places[arm] / arms[arm]) - ((double)(_places - places[arm]) / others)) / Math.Max(1, _design.Patients - 1);
            _bias[arm].Add((long)Math.Round(bias * bias * BiasUnit));
            _compared[arm]++;
        }
    }

    public void Add(TrendSums other)
    {
        for (var arm = 0; arm < _variance.Length; arm++)
        {
            _variance[arm].Add(other._variance[arm]);
            _bias[arm].Add(other._bias[arm]);
            _compared[arm] += other._compared[arm];
        }
    }

    public Estimate Variance(int arm, long trials)
    {
        var relative = _variance[arm].Estimate(trials, VarianceUnit);
        return new Estimate(relative.Mean * CompleteVariance, relative.StandardError * CompleteVariance);
    }

    public double BiasStandardDeviation(int arm) =>
        _compared[arm] == 0 ? 0 : Math.Sqrt(_bias[arm].Estimate(_compared[arm], BiasUnit).Mean);
}
