namespace OxyTrial.Randomization.Bits;

/// <summary>
/// The shuffle of Fisher and Yates (1938) in Durstenfeld's form (1964, Algorithm 235): for i = n − 1 down to 1, exchange item i with
/// item j, j uniform on [0, i]. Every arrangement of the items is equally likely.
/// </summary>
public static class FisherYates
{
    /// <summary>Shuffles in place.</summary>
    public static void Shuffle<T>(IRandomBits bits, Span<T> items) => Shuffle(items, i => UniformInteger.Below(bits, i + 1));

    /// <summary>Shuffles in place; <paramref name="indexUpTo"/> answers, for i, an index uniform on [0, i].</summary>
    public static void Shuffle<T>(Span<T> items, Func<int, int> indexUpTo)
    {
        ArgumentNullException.ThrowIfNull(indexUpTo);
        for (var i = items.Length - 1; i >= 1; i--)
        {
            var j = indexUpTo(i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
