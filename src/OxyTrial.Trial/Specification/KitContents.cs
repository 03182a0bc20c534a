using System.Collections.Immutable;

namespace OxyTrial.Trial.Specification;

/// <summary>What a kit may contain, and how many kits of it a balanced set holds.</summary>
/// <param name="Key">Key of the treatment; without treatments, of the arm.</param>
/// <param name="Label">As the protocol names it.</param>
/// <param name="PerSet">Kits of it in one set, at least 1.</param>
public sealed record KitContent(string Key, string Label, int PerSet);

/// <summary>
/// The contents of a study's kits. In a parallel study an arm is what its kits contain. In a cross-over an arm is a sequence of treatments,
/// one a period, and a set holds kits in the proportion in which all sequences together need them.
/// </summary>
public static class KitContents
{
    /// <summary>The contents, in the order of the spec; at least two.</summary>
    public static ImmutableArray<KitContent> Of(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Treatments is not { } treatments)
        {
            return [.. spec.Arms.Select(arm => new KitContent(arm.Key, arm.Label, arm.Ratio))];
        }

        int[] needed = [.. treatments.Select(treatment => spec.Arms.Sum(arm => arm.Ratio * SequenceOf(arm).Count(key => key == treatment.Key)))];
        var divisor = needed.Aggregate(GreatestCommonDivisor);
        return [.. treatments.Select((treatment, index) => new KitContent(treatment.Key, treatment.Label, needed[index] / divisor))];
    }

    /// <summary>The place in <see cref="Of"/> of what an arm gets at a visit.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="arm">Index of the arm.</param>
    /// <param name="visit">Key of a visit that takes a kit.</param>
    public static int IndexOf(StudySpec spec, int arm, string visit)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Treatments is not { } treatments)
        {
            return arm;
        }

        var period = spec.Visits.First(candidate => candidate.Key == visit).Period
            ?? throw new InvalidOperationException($"Visit {visit} of a cross-over has no period.");
        var treatment = SequenceOf(spec.Arms[arm])[period - 1];
        return treatments.Select(candidate => candidate.Key).ToList().IndexOf(treatment);
    }

    private static ImmutableArray<string> SequenceOf(ArmSpec arm) =>
        arm.Sequence ?? throw new InvalidOperationException($"Arm {arm.Key} of a cross-over has no sequence.");

    private static int GreatestCommonDivisor(int left, int right) => right == 0 ? left : GreatestCommonDivisor(right, left % right);
}
