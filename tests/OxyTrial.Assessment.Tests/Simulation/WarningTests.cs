using OxyTrial.Assessment.Simulation;
using OxyTrial.Randomization;
using Shouldly;

namespace OxyTrial.Assessment.Tests.Simulation;

/// <summary>Sparse strata: gender × four attachment styles × sites, 90 % insecure, few men.</summary>
public class WarningTests
{
    private const string Style = "\"style\":[\"secure\",\"preoccupied\",\"dismissing\",\"fearful\"]";
    private const string Stratified = "{\"method\":\"permuted-block\",\"sizes\":[4],\"factors\":{" + Given.Gender + "," + Style + "," + Given.Site + "}}";
    private static readonly string[] Patients = ["gender=F:9,M:1", "style=secure:1,preoccupied:3,dismissing:3,fearful:3", "site=HD:1,MA:1,UL:1"];

    [Fact]
    public void Gender_by_style_by_site_raises_every_warning_of_sparse_strata()
    {
        var warnings = Given.Simulated(Stratified, Given.Ratio(1, 1), 120, 2000, Patients).Warnings;
        var sparse = warnings.Single(warning => warning.Code == WarningCodes.SparseStrata);
        (sparse.Value, sparse.Threshold).ShouldBe((24 * 4, 60));
        sparse.Message.ShouldContain("24 lists × blocks of up to 4 = 96");

        // Three cells have 120 × .1 × .1 / 3 = .4 patients, nine have 1.2, three 3.6; nine have 10.8.
        var small = warnings.Single(warning => warning.Code == WarningCodes.CellSmallerThanBlock);
        small.Groups.Count.ShouldBe(15);
        small.Value!.Value.ShouldBe(0.4, 1e-9);

        // P(empty) = (1 − share)^120.
        var empty = warnings.Single(warning => warning.Code == WarningCodes.EmptyCells);
        empty.Groups.Count.ShouldBe(12);
        empty.Value!.Value.ShouldBe(Math.Pow(1 - (0.01 / 3), 120), 4 * Math.Sqrt(0.25 / 2000));
    }

    [Fact]
    public void Two_large_cells_raise_none()
    {
        const string json = "{\"method\":\"permuted-block\",\"sizes\":[4],\"factors\":{" + Given.Gender + "}}";
        Given.Simulated(json, Given.Ratio(1, 1), 100, 2000, "gender=F:1,M:1").Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void A_coin_is_warned_of_for_its_imbalance()
    {
        // P(|D| ≥ 10 of 100) for a coin is P(Binomial(100, ½) ≤ 45) twice: .3682.
        var warning = Given.Simulated("""{"method":"complete"}""", Given.Ratio(1, 1), 100, 10_000).Warnings.ShouldHaveSingleItem();
        warning.Code.ShouldBe(WarningCodes.LargeImbalance);
        warning.Value!.Value.ShouldBe(0.3682, 4 * Math.Sqrt(0.3682 * 0.6318 / 10_000));
    }

    [Fact]
    public void What_the_procedure_says_of_itself_is_repeated()
    {
        var request = Given.Request("""{"method":"permuted-block","sizes":[4]}""", Given.Ratio(1, 1), 8, 10) with
        {
            ProcedureWarnings = [new ProcedureError("sizes", "is well known")],
        };
        Given.Simulated(request).Warnings.ShouldHaveSingleItem().Message.ShouldBe("sizes: is well known");
    }

    [Fact]
    public void Sensitivity_reruns_the_design_at_half_and_double_odds()
    {
        var request = Given.Request(Stratified, Given.Ratio(1, 1), 100, 500, Patients);
        request = request with { Population = [.. request.Population.Select(factor => factor.Name == "style" ? factor with { SensitiveLevel = "secure" } : factor)] };
        var points = Given.Simulated(request).Sensitivity;
        points.Select(point => point.Factors.Single().OddsFactor).ShouldBe([0.5, 1, 2]);

        // Odds 1 : 9 halved are 1 : 18, doubled 2 : 9.
        points.Select(point => Math.Round(point.Factors.Single().Share, 9)).ShouldBe([Math.Round(1 / 19.0, 9), 0.1, Math.Round(2 / 11.0, 9)]);
        points[1].SmallestExpectedCell.ShouldBe(1 / 3.0, 1e-9);
        points.Select(point => point.MeanEmptyCells).ShouldBeInOrder(Shouldly.SortDirection.Descending);
    }
}
