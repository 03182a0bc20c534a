using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Cli.Demo;

/// <summary>Keeps the demo's sites in stock by the pooled counts that everybody sees.</summary>
internal sealed class DemoSupply(DemoStage stage, StudySpec spec, DemoClock clock)
{
    private const int ShelfLifeMonths = 18;
    private const int LeastServed = 2;
    private int lots;

    /// <summary>Sends a lot to the site when its stock is sure to serve fewer than two more kits; smaller lots when the list runs short.</summary>
    public async Task KeepStockedAsync(SiteId site, CancellationToken cancellation)
    {
        var view = await stage.ViewAsync(cancellation);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var served = view.SiteOf(site).Stock.Lots.Values.Where(lot => SiteStock.IsUsable(lot.Expiry, spec, today)).Sum(lot => SiteStock.CanServe(lot, spec));
        var left = spec.Kits.Sets - Study.NextSet(view.Study);
        if (served >= LeastServed || left == 0)
        {
            return;
        }

        var lotName = $"L{++lots:000}";
        var sets = Math.Clamp(left / (4 * spec.Sites.Length), 1, 12);
        await stage.MustAsync(DemoStaff.Statistician, new ReleaseLot(lotName, site, today.AddMonths(ShelfLifeMonths), sets), cancellation);
        await stage.MustAsync(DemoStaff.Pharmacist(site), new ReceiveLot(site, lotName), cancellation);
    }
}
