namespace OxyTrial.Randomization;

/// <summary>Counts per arm as a key; equal when all counts are.</summary>
internal readonly struct CountKey : IEquatable<CountKey>
{
    private readonly int[] _counts;
    private readonly int _hash;

    private CountKey(int[] counts)
    {
        _counts = counts;
        var hash = 17;
        foreach (var count in counts)
        {
            hash = unchecked((hash * 0x01000193) ^ count);
        }

        _hash = hash;
    }

    /// <summary>The largest less the least count.</summary>
    public int Range => _counts.Max() - _counts.Min();

    public ReadOnlySpan<int> Counts => _counts;

    /// <summary>The counts in the order of the arms.</summary>
    public static CountKey Of(ReadOnlySpan<int> counts) => new(counts.ToArray());

    /// <summary>The counts in descending order: the same for arms that are exchanged.</summary>
    public static CountKey Sorted(ReadOnlySpan<int> counts)
    {
        var sorted = counts.ToArray();
        sorted.AsSpan().Sort(static (left, right) => right.CompareTo(left));
        return new CountKey(sorted);
    }

    /// <summary>The counts after one more participant at this place, in descending order.</summary>
    public CountKey After(int place)
    {
        int[] next = [.. _counts];
        next[place]++;
        return Sorted(next);
    }

    public bool Equals(CountKey other) => Counts.SequenceEqual(other.Counts);

    public override bool Equals(object? obj) => obj is CountKey other && Equals(other);

    public override int GetHashCode() => _hash;
}
