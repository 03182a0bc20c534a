using System.Numerics;

namespace OxyTrial.Randomization.Bits;

/// <summary>
/// Uniform integers on [0, bound) by masked rejection: with k the bits of bound − 1, take ⌈k/8⌉ bytes as a big-endian number,
/// keep its k low bits, and start again with fresh bytes while the number is bound or more. A bound of one takes no bytes. Less than
/// two tries are expected. The same rule holds for every size of bound.
/// </summary>
public static class UniformInteger
{
    /// <summary>A uniform integer on [0, <paramref name="bound"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is less than one.</exception>
    public static int Below(IRandomBits bits, int bound)
    {
        ArgumentNullException.ThrowIfNull(bits);
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var kept = 32 - BitOperations.LeadingZeroCount((uint)bound - 1);
        var mask = (1UL << kept) - 1;
        Span<byte> word = stackalloc byte[(kept + 7) / 8];
        while (true)
        {
            bits.Fill(word);
            var number = 0UL;
            foreach (var octet in word)
            {
                number = (number << 8) | octet;
            }

            number &= mask;
            if (number < (ulong)bound)
            {
                return (int)number;
            }
        }
    }

    /// <summary>A uniform integer on [0, <paramref name="bound"/>), of any size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is less than one.</exception>
    public static BigInteger Below(IRandomBits bits, BigInteger bound)
    {
        ArgumentNullException.ThrowIfNull(bits);
        if (bound <= int.MaxValue && bound.Sign > 0)
        {
            return Below(bits, (int)bound);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(bound, BigInteger.One);
        var kept = (int)(bound - BigInteger.One).GetBitLength();
        var mask = (BigInteger.One << kept) - BigInteger.One;
        var word = new byte[(kept + 7) / 8];
        while (true)
        {
            bits.Fill(word);
            var number = new BigInteger(word, isUnsigned: true, isBigEndian: true) & mask;
            if (number < bound)
            {
                return number;
            }
        }
    }
}
