namespace OxyTrial.Grains.Pipeline;

/// <summary>What a simulated node exchanges: the clock that the waits between attempts run on, and whether chance spreads them.</summary>
/// <param name="Clock">The system's clock in production.</param>
/// <param name="AreSpread">Yes in production. A simulated network spreads them itself, by its own chance.</param>
internal sealed record HostSeams(TimeProvider Clock, bool AreSpread)
{
    public static HostSeams Production { get; } = new(TimeProvider.System, AreSpread: true);
}
