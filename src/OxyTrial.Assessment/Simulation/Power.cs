using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>Power of the two-sided comparison of two means by the normal approximation, and what imbalance takes from it.</summary>
internal static class Power
{
    public static PairPower Of(Design design, int first, int second, IReadOnlyList<(int First, int Second, long Times)> counts)
    {
        var request = design.Request;
        var (n, ratio) = ((double)request.Patients, request.Ratio);
        var critical = Normal.Quantile(1 - (request.Alpha / 2));
        var (shareOne, shareTwo) = ((double)ratio[first] / ratio.Sum, (double)ratio[second] / ratio.Sum);
        var planned = n * shareOne * shareTwo / (shareOne + shareTwo);
        var trials = counts.Sum(count => count.Times);
        var weighted = counts.Select(count => (Information: Information(count.First, count.Second), count.Times)).ToList();
        var efficiency = weighted.Sum(count => count.Information / planned * count.Times) / trials;
        var powers = weighted.Select(count => (Power: At(count.Information, request.Effect, critical), count.Times)).ToList();
        return new PairPower(
            ratio.Arms[first].Name,
            ratio.Arms[second].Name,
            efficiency,
            n * (1 - efficiency),
            request.Effect,
            request.Alpha,
            At(planned, request.Effect, critical),
            powers.Sum(entry => entry.Power * entry.Times) / trials,
            LowerQuantile(powers, 0.05 * trials));
    }

    private static double Information(int first, int second) => first + second == 0 ? 0 : (double)first * second / (first + second);

    private static double At(double information, double effect, double critical)
    {
        var shift = effect * Math.Sqrt(information);
        return Normal.Distribution(shift - critical) + Normal.Distribution(-shift - critical);
    }

    private static double LowerQuantile(List<(double Power, long Times)> powers, double below)
    {
        var seen = 0L;
        foreach (var (power, times) in powers.OrderBy(entry => entry.Power))
        {
            seen += times;
            if (seen > below)
            {
                return power;
            }
        }

        return powers[^1].Power;
    }
}
