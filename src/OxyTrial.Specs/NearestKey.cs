namespace OxyTrial.Specs;

/// <summary>Finds what a mistyped word was meant to be, by edit distance (Levenshtein 1966) without regard to case.</summary>
internal static class NearestKey
{
    /// <summary>"; did you mean 'x'?" for a near known word, otherwise the known words.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> known)
    {
        var nearest = known.Select(candidate => (Word: candidate, Distance: Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant()))).OrderBy(pair => pair.Distance).FirstOrDefault();
        return nearest.Word is not null && nearest.Distance <= Math.Max(1, (nearest.Word.Length + 1) / 3)
            ? $"; did you mean '{nearest.Word}'?"
            : $"; known here: {string.Join(", ", known)}";
    }

    private static int Distance(string from, string to)
    {
        if (Math.Abs(from.Length - to.Length) > 20)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var substituted = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
