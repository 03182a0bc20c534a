namespace OxyTrial.Reports.Drawing;

/// <summary>Takes values to pixels along one axis.</summary>
/// <param name="Ticks">The range and its marks.</param>
/// <param name="From">The pixel of the least value.</param>
/// <param name="To">The pixel of the greatest; below <paramref name="From"/> on an upright axis.</param>
internal sealed record ChartScale(NiceTicks Ticks, double From, double To)
{
    public double this[double value] => From + ((value - Ticks.Minimum) / (Ticks.Maximum - Ticks.Minimum) * (To - From));
}
