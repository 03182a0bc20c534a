namespace OxyTrial.Randomization.Tests.Statistics;

/// <summary>
/// Tests of a sequence of bits after NIST SP 800-22 Rev. 1a, each with the p value of its section.
/// </summary>
internal static class BitTests
{
    /// <summary>2.1: as many ones as zeros.</summary>
    public static double Monobit(bool[] bits) => IncompleteGamma.Erfc(Math.Abs(bits.Sum(bit => bit ? 1 : -1)) / Math.Sqrt(2.0 * bits.Length));

    /// <summary>2.2: as many ones as zeros within blocks of <paramref name="length"/>.</summary>
    public static double BlockFrequency(bool[] bits, int length)
    {
        var blocks = bits.Chunk(length).Where(block => block.Length == length).ToArray();
        var statistic = 4 * length * blocks.Sum(block => Math.Pow((block.Count(bit => bit) / (double)length) - 0.5, 2));
        return IncompleteGamma.ChiSquareTail(statistic, blocks.Length);
    }

    /// <summary>2.3: neither too many nor too few changes between ones and zeros.</summary>
    public static double Runs(bool[] bits)
    {
        var share = bits.Count(bit => bit) / (double)bits.Length;
        var runs = 1 + Enumerable.Range(1, bits.Length - 1).Count(index => bits[index] != bits[index - 1]);
        var spread = 2 * share * (1 - share);
        return IncompleteGamma.Erfc(Math.Abs(runs - (bits.Length * spread)) / (Math.Sqrt(2.0 * bits.Length) * spread));
    }

    /// <summary>2.11: every pattern of <paramref name="length"/> overlapping bits as often as the others; both p values.</summary>
    public static (double First, double Second) Serial(bool[] bits, int length)
    {
        var (whole, one, two) = (Psi(bits, length), Psi(bits, length - 1), Psi(bits, length - 2));
        return (
            IncompleteGamma.ChiSquareTail(whole - one, 1 << (length - 1)),
            IncompleteGamma.ChiSquareTail(whole - (2 * one) + two, 1 << (length - 2)));
    }

    public static bool[] BitsOf(byte[] bytes) => [.. bytes.SelectMany(octet => Enumerable.Range(0, 8).Select(bit => (octet >> (7 - bit) & 1) == 1))];

    // The bits are joined to a ring.
    private static double Psi(bool[] bits, int length)
    {
        if (length <= 0)
        {
            return 0;
        }

        var counts = new long[1 << length];
        var pattern = 0;
        for (var index = 0; index < bits.Length + length - 1; index++)
        {
            pattern = ((pattern << 1) | (bits[index % bits.Length] ? 1 : 0)) & (counts.Length - 1);
            counts[pattern] += index >= length - 1 ? 1 : 0;
        }

        return (counts.Length / (double)bits.Length * counts.Sum(count => (double)count * count)) - bits.Length;
    }
}
