namespace OxyTrial.Assessment.Simulation;

/// <summary>The standard normal distribution, to about 14 digits.</summary>
internal static class Normal
{
    private const double Tail = 8.5;

    /// <summary>Φ(x), by the series of Marsaglia, Journal of Statistical Software 11(4), 2004.</summary>
    public static double Distribution(double x)
    {
        if (Math.Abs(x) > Tail)
        {
            return x < 0 ? 0 : 1;
        }

        var (sum, term, before) = (x, x, 0.0);
        for (var odd = 3; Math.Abs(sum - before) > 0; odd += 2)
        {
            before = sum;
            term *= x * x / odd;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp((-0.5 * x * x) - 0.91893853320467274178));
    }

    /// <summary>The x with Φ(x) = <paramref name="probability"/>, above 0 and below 1, by bisection.</summary>
    public static double Quantile(double probability)
    {
        var (low, high) = (-Tail, Tail);
        for (var step = 0; step < 80; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Distribution(middle) < probability ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
