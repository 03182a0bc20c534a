namespace OxyTrial.Randomization;

/// <summary>
/// The base of the procedures that look at the counts per arm only. Stratified: every combination of the levels of <c>factors</c> has
/// a list of its own; without factors there is one list.
/// </summary>
public abstract class CountProcedure : ProcedureDefinition
{
    private protected CountProcedure(FactorList factors)
        : base(factors)
    {
    }

    /// <inheritdoc/>
    public override bool IsStratified => true;

    /// <inheritdoc/>
    public override IProcedureState Open(AllocationRatio ratio) => new CountState(CountRuleFor(ratio), Length);

    internal abstract override CountRule CountRuleFor(AllocationRatio ratio);
}
