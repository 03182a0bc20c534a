using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// Closed forms of Var(Σ i·T_i) for one list with two arms 1 : 1: complete randomization N(N + 1)(2N + 1)/6, full blocks of size b
/// N·b(b + 1)/12, a whole random allocation rule N²(N + 1)/12 (its block is as long as the list).
/// </summary>
internal static class TrendVariance
{
    public static double? Exact(Design design)
    {
        var n = (double)design.Patients;
        var oneList = design is { Ratio: { Count: 2, IsEqual: true }, Cells.ScopeCount: 1 };
        return design.Request.Procedure switch
        {
            CompleteRandomization => n * (n + 1) * ((2 * n) + 1) / 6,
            PermutedBlock { Sizes: [var size] } when oneList && design.Patients % size == 0 => n * size * (size + 1.0) / 12,
            RandomAllocationRule rule when oneList && rule.Length == design.Patients => n * n * (n + 1) / 12,
            _ => null,
        };
    }
}
