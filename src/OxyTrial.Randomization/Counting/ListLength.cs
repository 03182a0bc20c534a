namespace OxyTrial.Randomization;

/// <summary>The length of a list that ends: a multiple of the sum of the ratio, so that the list can end in balance.</summary>
internal static class ListLength
{
    public const int Longest = 10_000;

    /// <exception cref="ArgumentException">The length does not fit the ratio.</exception>
    public static int Checked(int length, AllocationRatio ratio) => length % ratio.Sum == 0
        ? length
        : throw new ArgumentException($"A list of {length} places is no multiple of {ratio.Sum}, the sum of the ratio.", nameof(length));
}
