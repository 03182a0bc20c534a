namespace OxyTrial.Randomization.Tests.Statistics;

/// <summary>
/// The upper regularized incomplete gamma function Q(a, x), from which every p value here comes; NIST SP 800-22 calls it igamc. Series
/// below a + 1, continued fraction (Lentz) above: Press et al., Numerical Recipes, sec. 6.2.
/// </summary>
internal static class IncompleteGamma
{
    /// <summary>P(χ² with these degrees of freedom ≥ <paramref name="statistic"/>).</summary>
    public static double ChiSquareTail(double statistic, int degrees) => Upper(degrees / 2.0, statistic / 2);

    /// <summary>The complementary error function: P(|Z| ≥ √2·x).</summary>
    public static double Erfc(double x) => Upper(0.5, x * x);

    public static double Upper(double a, double x) => x <= 0 ? 1 : x < a + 1 ? 1 - Series(a, x) : Fraction(a, x);

    private static double Series(double a, double x)
    {
        var (term, sum) = (1 / a, 1 / a);
        for (var n = a + 1; term > sum * 1e-16; n++)
        {
            term *= x / n;
            sum += term;
        }

        return sum * Factor(a, x);
    }

    private static double Fraction(double a, double x)
    {
        const double tiny = 1e-300;
        var b = x + 1 - a;
        var (c, d) = (1 / tiny, 1 / b);
        var h = d;
        for (var i = 1; i < 100_000; i++)
        {
            var an = -i * (i - a);
            b += 2;
            d = 1 / NotZero((an * d) + b);
            c = NotZero(b + (an / c));
            h *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-15)
            {
                break;
            }
        }

        return h * Factor(a, x);

        static double NotZero(double value) => Math.Abs(value) < tiny ? tiny : value;
    }

    private static double Factor(double a, double x) => Math.Exp((a * Math.Log(x)) - x - LogGamma(a));

    // Only halves of whole numbers occur: Γ(1) = 1, Γ(1/2) = √π, Γ(a + 1) = a·Γ(a).
    private static double LogGamma(double a)
    {
        var log = a % 1 == 0 ? 0 : Math.Log(Math.PI) / 2;
        for (var b = a % 1 == 0 ? 1 : 0.5; b < a - 0.25; b++)
        {
            log += Math.Log(b);
        }

        return log;
    }
}
