using System.Diagnostics;

namespace OxyTrial.Randomization.Derivation;

/// <summary>
/// The 32 secret bytes every allocation and every kit of a trial derives from. It never shows itself: not as text, in a debugger
/// or as JSON.
/// </summary>
[DebuggerDisplay("trial secret (hidden)")]
public sealed class TrialSecret
{
    /// <summary>The number of bytes.</summary>
    public const int Length = 32;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _bytes;

    private TrialSecret(byte[] bytes) => _bytes = bytes;

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The secret of these bytes, which are copied.</summary>
    /// <exception cref="ArgumentException">They are not 32.</exception>
    public static TrialSecret Create(ReadOnlySpan<byte> bytes) => bytes.Length == Length
        ? new TrialSecret(bytes.ToArray())
        : throw new ArgumentException($"A trial secret has {Length} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Copies the bytes to <paramref name="destination"/>, for sealing and for the reveal after database lock.</summary>
    public void CopyTo(Span<byte> destination) => _bytes.CopyTo(destination);

    /// <summary>A fixed text without the bytes.</summary>
    public override string ToString() => "trial secret (hidden)";
}
