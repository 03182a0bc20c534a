namespace OxyTrial.Randomization;

/// <summary>
/// The counts per arm of one scope, and the imbalance reported by procedures that do not define one: the range of count/ratio after
/// a hypothetical assignment.
/// </summary>
internal sealed class RangeOfCounts(AllocationRatio ratio)
{
    private readonly BalanceScale _scale = new(ImbalanceMetric.Range, ratio);
    private readonly int[] _counts = new int[ratio.Count];

    public void Add(int arm) => _counts[arm]++;

    public ProcedureAnswer Answer(ReadOnlySpan<Rational> probabilities)
    {
        var arms = new ArmAnswer[_counts.Length];
        for (var arm = 0; arm < arms.Length; arm++)
        {
            arms[arm] = new ArmAnswer(new Rational(_scale.Score(_counts, arm), _scale.Divisor), probabilities[arm]);
        }

        return new ProcedureAnswer(arms);
    }
}
