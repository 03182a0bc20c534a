using System.Collections.Immutable;
using OxyTrial.Server.Hosting;
using OxyTrial.Views;
using OxyTrial.Web.Layout;

namespace OxyTrial.Server.Notices;

/// <summary>Lots that soon may not be dispensed any more, or may not now.</summary>
internal sealed class KitNotice(ServerOptions options, TrialViews views, ILogger<KitNotice> log) : DailyNotice(options, views, log)
{
    public override string Name => "expiring-kits";

    protected override NoticeText? Tell(StudyView view, DateTimeOffset utc)
    {
        var lots = ExpiringKits.Of(view, utc);
        ImmutableArray<string> Lines(bool over) =>
        [
            .. lots.Where(lot => lot.Over == over).Select(lot =>
                $"lot {lot.Lot} at {lot.Site}: {Words.Count(lot.InStock, "kit")} in stock, {lot.Reserved} reserved; dispensed until {Words.Day(lot.LastDispensing)}, used until {Words.Day(lot.Expiry)}"),
        ];
        return lots.IsEmpty
            ? null
            : new NoticeText(
                $"{Words.Count(lots.Count(lot => !lot.Over), "lot")} near the end of use, {lots.Count(lot => lot.Over)} past it",
                [("No longer to be dispensed: set aside", Lines(over: true)), ("Soon no longer to be dispensed", Lines(over: false))]);
    }
}
