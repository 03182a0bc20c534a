using System.Numerics;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Rerandomization;

/// <summary>A participant within a list: the profile, and the value scaled to a whole number, if there is one.</summary>
internal readonly record struct ListPlace(Profile Profile, int Arm, BigInteger? Value);

/// <summary>
/// One allocation list as the trial used it, in the order of enrollment: a cohort's participants, for a stratified procedure those of one
/// combination of levels. Lists are independent of each other.
/// </summary>
internal sealed class AllocationList(ProcedureDefinition procedure, AllocationRatio ratio, ArmComparison comparison, ListPlace[] places)
{
    public int Count => places.Length;

    public int Arms => ratio.Count;

    public Profile ProfileAt(int place) => places[place].Profile;

    public IProcedureState Open() => procedure.Open(ratio);

    /// <summary>The totals of the list as it was.</summary>
    public ArmTotals Observed()
    {
        var totals = default(ArmTotals);
        for (var place = 0; place < places.Length; place++)
        {
            totals = With(totals, place, places[place].Arm);
        }

        return totals;
    }

    /// <summary>The totals after the participant at <paramref name="place"/> got <paramref name="arm"/>.</summary>
    public ArmTotals With(in ArmTotals totals, int place, int arm) => places[place].Value is not { } value ? totals
        : arm == comparison.First ? totals.AddFirst(value)
        : arm == comparison.Second ? totals.AddSecond(value)
        : totals;

    /// <summary>The totals of the list allocated anew.</summary>
    public ArmTotals Draw(IDrawSource draws)
    {
        var arms = procedure.Draw(ratio, draws);
        var totals = default(ArmTotals);
        for (var place = 0; place < places.Length; place++)
        {
            totals = With(totals, place, arms.Next(places[place].Profile));
        }

        return totals;
    }
}
