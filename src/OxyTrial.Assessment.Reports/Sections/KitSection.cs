using OxyTrial.Assessment.Simulation;
using OxyTrial.Reports.Document;
using static OxyTrial.Assessment.Reports.ReportText;

namespace OxyTrial.Assessment.Reports.Sections;

/// <summary>Kits that each site needs.</summary>
internal static class KitSection
{
    public static IEnumerable<ReportBlock> Of(IReadOnlyList<SiteDemand> kits)
    {
        yield return new ReportBlock.Heading(2, "Kits for each site");
        yield return new ReportBlock.Table(
            $"Kit sets for a stock-out in at most {Percent(kits[0].StockOut)} of the trials, without resupply and losses",
            [new("Site"), Numeric("Expected participants"), Numeric("Sets, pooled rule"), Numeric("Sets, every-arm rule"), .. kits[0].Arms.Select(arm => Numeric($"Kits of {arm.Arm} (mean)"))],
            [.. kits.Select(site => (string[])
            [
                site.Site ?? "all", Number(site.ExpectedPatients, 1), Count(site.PooledSets), Count(site.EveryArmSets),
                .. site.Arms.Select(arm => $"{Count(arm.Kits)} ({Number(arm.MeanKits, 1)})"),
            ])]);
        yield return new ReportBlock.Paragraph(
            "A set holds for each arm as many kits as its number in the ratio. Under the pooled rule every kit used counts against every arm, so that a refusal tells nothing; "
            + "the every-arm rule is thriftier, but its refusals tell which participants share an arm.");
    }
}
