namespace OxyTrial.Randomization.Tests.Statistics;

/// <summary>Pearson's χ² test of goodness of fit (1900) against exact probabilities.</summary>
internal static class ChiSquare
{
    /// <summary>
    /// The level of every check here. Seeds are fixed, so a check passes always or never; the level says that one in a thousand right
    /// generators would have been refused.
    /// </summary>
    public const double Level = 0.001;

    /// <summary>The p value of these observations; what is not among the expected is impossible and gives 0.</summary>
    public static double PValue<T>(IEnumerable<T> observations, IReadOnlyDictionary<T, Rational> expected)
        where T : notnull
    {
        expected.Values.Aggregate((sum, one) => sum + one).ShouldBeOne();
        var counts = expected.Keys.ToDictionary(key => key, _ => 0);
        var total = 0;
        foreach (var observation in observations)
        {
            total++;
            if (!counts.TryGetValue(observation, out var count))
            {
                return 0;
            }

            counts[observation] = count + 1;
        }

        // Five expected in every cell, as the approximation wants it.
        var cells = expected.Where(cell => cell.Value.Sign > 0).ToArray();
        if (cells.Any(cell => total * cell.Value.ToDouble() < 5))
        {
            throw new InvalidOperationException("There are too few observations for a χ² test.");
        }

        var statistic = cells.Sum(cell => Math.Pow(counts[cell.Key] - (total * cell.Value.ToDouble()), 2) / (total * cell.Value.ToDouble()));
        return expected.Any(cell => cell.Value.Sign == 0 && counts[cell.Key] > 0) ? 0 : IncompleteGamma.ChiSquareTail(statistic, cells.Length - 1);
    }

    /// <summary>Against the same probability for each of <paramref name="cells"/>.</summary>
    public static double PValueOfUniform<T>(IEnumerable<T> observations, IReadOnlyCollection<T> cells)
        where T : notnull => PValue(observations, cells.ToDictionary(cell => cell, _ => new Rational(1, cells.Count)));

    private static void ShouldBeOne(this Rational sum)
    {
        if (sum != Rational.One)
        {
            throw new InvalidOperationException($"The expected probabilities sum to {sum}.");
        }
    }
}
