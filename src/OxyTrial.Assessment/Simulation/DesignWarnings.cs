using OxyTrial.Randomization;
using static System.FormattableString;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// What a reviewer should look at. Sparse strata: Hallstrom and Davis, Controlled Clinical Trials 9 (1988): with K lists and blocks of B
/// the overall imbalance can reach K·B/2, so stratified blocks help only when N is much larger than K·B.
/// </summary>
internal static class DesignWarnings
{
    private const double Rare = 0.05;

    public static IReadOnlyList<SimulationWarning> Of(Design design, OverallImbalance imbalance, IReadOnlyList<GroupImbalance> cells) =>
    [
        .. design.Request.ProcedureWarnings.Select(warning => new SimulationWarning(WarningCodes.Procedure, warning.ToString(), null, null, [])),
        .. SparseStrata(design),
        .. SmallCells(design, cells),
        .. EmptyCells(cells),
        .. LargeImbalance(design, imbalance),
        .. LargeCellImbalance(cells),
    ];

    private static IEnumerable<SimulationWarning> SparseStrata(Design design)
    {
        if (design.Request.Procedure is not PermutedBlock blocks || design.Cells.ScopeCount == 1)
        {
            yield break;
        }

        var (lists, size, patients) = (design.Cells.ScopeCount, blocks.Sizes[^1], design.Patients);
        var product = (double)lists * size;
        if (product > patients / 2.0)
        {
            var verdict = product >= patients ? "not less than all" : "more than half of the";
            yield return new SimulationWarning(
                WarningCodes.SparseStrata,
                Invariant($"{lists} lists × blocks of up to {size} = {product}, {verdict} {patients} patients: stratified blocks are hardly better than a coin; good is a quarter or less"),
                product, patients / 2.0, []);
        }
    }

    private static IEnumerable<SimulationWarning> SmallCells(Design design, IReadOnlyList<GroupImbalance> cells)
    {
        if (design.Request.Procedure is not PermutedBlock blocks || design.Cells.ScopeCount == 1)
        {
            return [];
        }

        var size = blocks.Sizes[^1];
        var small = cells.Where(cell => cell.ExpectedPatients < size).OrderBy(cell => cell.ExpectedPatients).ToArray();
        return OfCells(WarningCodes.CellSmallerThanBlock, small, cell => cell.ExpectedPatients, size, worst =>
            Invariant($"{small.Length} of {cells.Count} lists expect fewer patients than the largest block of {size}; the least has {worst.ExpectedPatients:0.##} ({worst.Name})"));
    }

    private static IEnumerable<SimulationWarning> EmptyCells(IReadOnlyList<GroupImbalance> cells)
    {
        var empty = cells.Where(cell => cell.ShareEmpty > Rare).OrderByDescending(cell => cell.ShareEmpty).ToArray();
        return OfCells(WarningCodes.EmptyCells, empty, cell => cell.ShareEmpty, Rare, worst =>
            Invariant($"{empty.Length} of {cells.Count} cells are empty in more than 5 % of the trials; the emptiest in {100 * worst.ShareEmpty:0.#} % ({worst.Name})"));
    }

    private static IEnumerable<SimulationWarning> LargeImbalance(Design design, OverallImbalance imbalance)
    {
        var share = imbalance.Final.ShareAtLeastTenth;
        if (share > Rare)
        {
            yield return new SimulationWarning(
                WarningCodes.LargeImbalance,
                Invariant($"the arms differ by a tenth of the {design.Patients} patients or more in {100 * share:0.#} % of the trials"), share, Rare, []);
        }
    }

    private static IEnumerable<SimulationWarning> LargeCellImbalance(IReadOnlyList<GroupImbalance> cells)
    {
        var large = cells.Where(cell => cell.ShareAtLeastTenthOfTrial > Rare).OrderByDescending(cell => cell.ShareAtLeastTenthOfTrial).ToArray();
        return OfCells(WarningCodes.LargeImbalance, large, cell => cell.ShareAtLeastTenthOfTrial, Rare, worst =>
            Invariant($"in {large.Length} of {cells.Count} cells the arms differ by a tenth of all patients or more in over 5 % of the trials; in the worst in {100 * worst.ShareAtLeastTenthOfTrial:0.#} % ({worst.Name})"));
    }

    private static IEnumerable<SimulationWarning> OfCells(
        string code, GroupImbalance[] cells, Func<GroupImbalance, double> value, double threshold, Func<GroupImbalance, string> message) => cells.Length == 0
        ? []
        : [new SimulationWarning(code, message(cells[0]), value(cells[0]), threshold, [.. cells.Select(cell => cell.Name)])];
}
