using System.Diagnostics.CodeAnalysis;

namespace OxyTrial.Randomization;

/// <summary>One arm and the number of participants it gets for every <see cref="AllocationRatio.Sum"/>.</summary>
public sealed record RatioArm(string Name, int Ratio);

/// <summary>
/// The arms of a trial in their order, each with its whole number in the allocation ratio: oxytocin : placebo = 1 : 1. Two to
/// sixteen arms, distinct non-empty names, each number 1 to 1000. Not reduced: 2 : 2 has blocks of multiples of four.
/// </summary>
public sealed class AllocationRatio
{
    private const int MostArms = 16;
    private const int LargestRatio = 1000;

    private AllocationRatio(IReadOnlyList<RatioArm> arms)
    {
        Arms = arms;
        Sum = arms.Sum(arm => arm.Ratio);
    }

    /// <summary>The arms, in order; an arm's index is its place here.</summary>
    public IReadOnlyList<RatioArm> Arms { get; }

    /// <summary>The sum of the numbers of the ratio.</summary>
    public int Sum { get; }

    /// <summary>The number of arms.</summary>
    public int Count => Arms.Count;

    /// <summary>Whether all arms have the same number.</summary>
    public bool IsEqual => Arms.All(arm => arm.Ratio == Arms[0].Ratio);

    /// <summary>The number of the arm at <paramref name="arm"/>.</summary>
    public int this[int arm] => Arms[arm].Ratio;

    /// <summary>The ratio of these arms, or what is wrong with them.</summary>
    public static bool TryCreate(
        IEnumerable<RatioArm> arms, [NotNullWhen(true)] out AllocationRatio? ratio, [NotNullWhen(false)] out string? error)
    {
        RatioArm[] list = [.. arms];
        error = ErrorOf(list);
        ratio = error is null ? new AllocationRatio(list) : null;
        return ratio is not null;
    }

    /// <summary>As <see cref="TryCreate"/>, for arms known to be right.</summary>
    /// <exception cref="ArgumentException">The arms are not a ratio.</exception>
    public static AllocationRatio Create(params IEnumerable<(string Name, int Ratio)> arms) =>
        TryCreate(arms.Select(arm => new RatioArm(arm.Name, arm.Ratio)), out var ratio, out var error)
            ? ratio
            : throw new ArgumentException(error, nameof(arms));

    /// <summary>The share of an arm: its number over the sum.</summary>
    public Rational ShareOf(int arm) => new(this[arm], Sum);

    /// <summary>"oxytocin:placebo = 1:1".</summary>
    public override string ToString() =>
        $"{string.Join(':', Arms.Select(arm => arm.Name))} = {string.Join(':', Arms.Select(arm => arm.Ratio))}";

    private static string? ErrorOf(RatioArm[] arms)
    {
        if (arms.Length is < 2 or > MostArms)
        {
            return $"there are {arms.Length} arms; a trial randomizes between 2 and {MostArms}";
        }

        if (arms.Any(arm => string.IsNullOrWhiteSpace(arm.Name)))
        {
            return "an arm has no name";
        }

        if (arms.FirstOrDefault(arm => arm.Ratio is < 1 or > LargestRatio) is { } wrong)
        {
            return $"arm {wrong.Name} has ratio {wrong.Ratio}; possible are whole numbers from 1 to {LargestRatio}";
        }

        return arms.GroupBy(arm => arm.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? $"arm {twice.Key} is there twice"
            : null;
    }
}
