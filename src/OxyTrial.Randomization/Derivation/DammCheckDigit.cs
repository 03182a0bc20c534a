namespace OxyTrial.Randomization.Derivation;

/// <summary>
/// The check digit of H. Michael Damm (Total anti-symmetrische Quasigruppen, Marburg 2004), with the totally anti-symmetric
/// quasigroup of order ten he gives: it detects every single wrong digit and every exchange of neighbours.
/// </summary>
internal static class DammCheckDigit
{
    private static readonly string[] Quasigroup =
    [
        "0317598642",
        "7092154863",
        "4206871359",
        "1750983426",
        "6123045978",
        "3674209581",
        "5869720134",
        "8945362017",
        "9438617205",
        "2581436790",
    ];

    /// <summary>The digit to append. With it appended, the answer for the whole is '0'.</summary>
    public static char Of(ReadOnlySpan<char> digits)
    {
        var interim = '0';
        foreach (var digit in digits)
        {
            interim = Quasigroup[interim - '0'][digit - '0'];
        }

        return interim;
    }
}
