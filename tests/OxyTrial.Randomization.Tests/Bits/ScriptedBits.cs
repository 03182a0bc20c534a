using OxyTrial.Randomization.Bits;

namespace OxyTrial.Randomization.Tests.Bits;

/// <summary>Gives the bytes of a script, and tells how many were taken.</summary>
internal sealed class ScriptedBits(params byte[] script) : IRandomBits
{
    public int Taken { get; private set; }

    public void Fill(Span<byte> destination)
    {
        script.AsSpan(Taken, destination.Length).CopyTo(destination);
        Taken += destination.Length;
    }
}
