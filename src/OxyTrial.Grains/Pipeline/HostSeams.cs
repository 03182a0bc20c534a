namespace OxyTrial.Grains.Pipeline;

/// <summary>What a simulated node exchanges: the clock that the waits between attempts run on, and the draws that spread them.</summary>
/// <param name="Clock">The system's clock in production.</param>
/// <param name="Spread">Draws from [0, 1); null = the retry library's own, as in production.</param>
internal sealed record HostSeams(TimeProvider Clock, Func<double>? Spread)
{
    public static HostSeams Production { get; } = new(TimeProvider.System, null);
}
