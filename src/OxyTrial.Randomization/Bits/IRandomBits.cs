namespace OxyTrial.Randomization.Bits;

/// <summary>
/// A source of uniform, independent bytes. Allocations read a <see cref="DrbgStream"/>; a simulation may read a faster
/// generator, and a test a script.
/// </summary>
public interface IRandomBits
{
    /// <summary>Fills <paramref name="destination"/> with the next bytes of the source.</summary>
    void Fill(Span<byte> destination);
}
