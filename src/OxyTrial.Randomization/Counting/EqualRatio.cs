namespace OxyTrial.Randomization;

/// <summary>What the procedures share that are defined for arms of equal ratio only.</summary>
internal static class EqualRatio
{
    /// <exception cref="ArgumentException">The ratio is unequal.</exception>
    public static AllocationRatio Checked(AllocationRatio ratio)
    {
        ArgumentNullException.ThrowIfNull(ratio);
        return ratio.IsEqual ? ratio : throw new ArgumentException($"The procedure is not defined for {ratio}.", nameof(ratio));
    }

    /// <summary>The largest less the least count after one more participant in the arm.</summary>
    public static int RangeAfter(ReadOnlySpan<int> counts, int arm)
    {
        var (least, most) = (int.MaxValue, int.MinValue);
        for (var other = 0; other < counts.Length; other++)
        {
            var count = counts[other] + (other == arm ? 1 : 0);
            (least, most) = (Math.Min(least, count), Math.Max(most, count));
        }

        return most - least;
    }
}
