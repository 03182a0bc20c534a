namespace OxyTrial.Web.Charts;

/// <summary>A count axis from 0 to a round number.</summary>
/// <param name="Top">Upper end, at least 1.</param>
/// <param name="Step">Distance of the grid lines, at least 1.</param>
internal sealed record Scale(int Top, int Step)
{
    private static readonly int[] Steps = [1, 2, 5];

    /// <summary>The axis that holds the largest count with at most five grid lines.</summary>
    public static Scale For(int largest)
    {
        var step = Enumerable.Range(0, 9).SelectMany(power => Steps.Select(unit => unit * (int)Math.Pow(10, power))).First(candidate => candidate * 5 >= largest);
        return new Scale(Math.Max(1, (largest + step - 1) / step) * step, step);
    }

    /// <summary>Where the grid lines are.</summary>
    public IEnumerable<int> Ticks => Enumerable.Range(0, (Top / Step) + 1).Select(index => index * Step);

    /// <summary>A count's share of the axis, 0 to 1.</summary>
    public double Share(int count) => (double)count / Top;
}
