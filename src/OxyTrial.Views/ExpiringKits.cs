using System.Collections.Immutable;
using OxyTrial.Streams;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Views;

/// <summary>A lot at a site that soon may not be dispensed any more, or may not now, and of which kits are left. Counts are pooled over the arms.</summary>
/// <param name="Site">Site.</param>
/// <param name="Lot">Blinded lot name.</param>
/// <param name="Expiry">Last day of use.</param>
/// <param name="LastDispensing">Last day on which a kit of it may be dispensed, a day at the site.</param>
/// <param name="InStock">Kits nobody has.</param>
/// <param name="Reserved">Kits assigned to participants and not handed out.</param>
/// <param name="Over">Whether that day has passed.</param>
public sealed record ExpiringLot(SiteId Site, string Lot, DateOnly Expiry, DateOnly LastDispensing, int InStock, int Reserved, bool Over);

/// <summary>Lots near the end of their use.</summary>
public static class ExpiringKits
{
    /// <summary>Days before the last day of dispensing from which a lot is listed: time to send another.</summary>
    public const int NoticeDays = 30;

    /// <summary>In order of the last day of dispensing, then of site and lot; empty once the database is locked.</summary>
    public static ImmutableArray<ExpiringLot> Of(StudyView view, DateTimeOffset utc)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.Study is not (StudyState.Sealed or StudyState.Recruiting or StudyState.Closed)
            ? []
            : [.. view.Sites.Values.OfType<SiteState.Existing>().SelectMany(site => Of(view, site, SiteCalendar.Today(view.Study, site.Id, utc)))
                .OrderBy(lot => lot.LastDispensing).ThenBy(lot => lot.Site.Value, StringComparer.Ordinal).ThenBy(lot => lot.Lot, StringComparer.Ordinal)];
    }

    private static IEnumerable<ExpiringLot> Of(StudyView view, SiteState.Existing site, DateOnly today) =>
        from lot in site.Stock.Lots.Values
        let last = lot.Expiry.AddDays(-view.Spec.Kits.DoNotDispenseDays)
        let reserved = site.Stock.Kits.Values.Count(kit => kit.Lot == lot.Name && kit.Status == KitStatus.Assigned)
        where last.AddDays(-NoticeDays) <= today && lot.Available.Count + reserved > 0
        select new ExpiringLot(site.Id, lot.Name, lot.Expiry, last, lot.Available.Count, reserved, !SiteStock.IsUsable(lot.Expiry, view.Spec, today));
}
