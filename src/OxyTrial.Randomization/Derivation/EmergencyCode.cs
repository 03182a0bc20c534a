using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace OxyTrial.Randomization.Derivation;

/// <summary>
/// A code that stands for one arm of one participant, to be read out by telephone: seven characters of Crockford's base 32 (no I, L,
/// O, U) and a check character over GF(32), which detects every single wrong character and every exchange of two. It is a function of
/// (secret, specification, participant, arm) and of nobody's allocation; the bytes are in docs/derivation.md.
/// </summary>
public static class EmergencyCode
{
    /// <summary>Characters of a code, the check character included.</summary>
    public const int Length = 8;

    /// <summary>The characters in the order of their values.</summary>
    public const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private const int BitsPerCharacter = 5;

    /// <summary>As printed and read out, e.g. <c>7K3M-Q0ZD</c>.</summary>
    public static string Printed(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return $"{code[..4]}-{code[4..]}";
    }

    /// <summary>
    /// Reads what was heard or typed: upper or lower case, with or without dash and blanks, O for 0, I and L for 1. Refused: another
    /// length, another character, a check character that does not fit.
    /// </summary>
    public static bool TryRead(string? typed, [NotNullWhen(true)] out string? code)
    {
        var read = string.Concat((typed ?? string.Empty).ToUpperInvariant().Where(c => c is not ('-' or ' ')).Select(c => c switch
        {
            'O' => '0',
            'I' or 'L' => '1',
            _ => c,
        }));
        code = read.Length == Length && read.All(c => Alphabet.Contains(c, StringComparison.Ordinal)) && CheckOf(read.AsSpan(0, Length - 1)) == read[^1] ? read : null;
        return code is not null;
    }

    /// <summary>The code at an attempt; later attempts are drawn only where an earlier one is taken.</summary>
    internal static string Of(TrialDraws draws, string participant, int arm, int attempt)
    {
        var bits = BinaryPrimitives.ReadUInt64BigEndian(draws.Mac(new Fields(Purpose.EmergencyCode).Text(participant).Number(arm).Number(attempt)));
        Span<char> code = stackalloc char[Length];
        for (var place = 0; place < Length - 1; place++)
        {
            code[place] = Alphabet[(int)(bits >> (64 - (BitsPerCharacter * (place + 1)))) & 31];
        }

        code[^1] = CheckOf(code[..^1]);
        return new string(code);
    }

    // The weights α, α², …, α⁷ and 1 of the check character itself are all different and none is zero: that is what detects errors.
    private static char CheckOf(ReadOnlySpan<char> characters)
    {
        var (sum, weight) = (0, 1);
        foreach (var character in characters)
        {
            weight = Doubled(weight);
            sum ^= Product(weight, Alphabet.IndexOf(character, StringComparison.Ordinal));
        }

        return Alphabet[sum];
    }

    private static int Product(int left, int right)
    {
        var product = 0;
        for (var bit = 0; bit < BitsPerCharacter; bit++)
        {
            product ^= ((right >> bit) & 1) * left;
            left = Doubled(left);
        }

        return product;
    }

    // Times α modulo x⁵ + x² + 1, which is primitive: α has order 31.
    private static int Doubled(int value) => (value << 1) ^ ((value >> 4) * 0b100101);
}
