using OxyTrial.Randomization.Bits;

namespace OxyTrial.Randomization.Tests.Statistics;

/// <summary>
/// Sources that are wrong on purpose, to see each check fail. They begin with good bytes and spoil a few, so that a check which only
/// finds gross faults does not pass for one that works.
/// </summary>
internal sealed class BiasedBits(IRandomBits good, Func<byte, byte, byte> spoil) : IRandomBits
{
    private byte _last;

    /// <summary>One byte in four has its lowest bit set.</summary>
    public static BiasedBits TooManyOnes(IRandomBits good) => new(good, (octet, _) => octet < 0x40 ? (byte)(octet | 1) : octet);

    /// <summary>As many ones as zeros, but one byte in four is that before it.</summary>
    public static BiasedBits Repeating(IRandomBits good) => new(good, (octet, last) => octet % 4 == 1 ? last : octet);

    /// <summary>The low bits are good and the byte 0 comes twice as often.</summary>
    public static BiasedBits OneByteTooOften(IRandomBits good) => new(good, (octet, _) => octet == 0x80 ? (byte)0 : octet);

    public void Fill(Span<byte> destination)
    {
        good.Fill(destination);
        for (var index = 0; index < destination.Length; index++)
        {
            _last = destination[index] = spoil(destination[index], _last);
        }
    }
}
