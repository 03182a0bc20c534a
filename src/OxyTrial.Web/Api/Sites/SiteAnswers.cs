using System.ComponentModel.DataAnnotations;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Views;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Requests;

namespace OxyTrial.Web.Api.Sites;

/// <summary>A kit's return.</summary>
/// <param name="ReturnedMilliliters">Volume left as measured; absent when it was not.</param>
public sealed record KitReturnBody([property: Range(0, 1000)] decimal? ReturnedMilliliters = null) : RequestBody;

/// <summary>A site.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="Name">Name as printed.</param>
/// <param name="TimeZone">IANA time zone.</param>
/// <param name="Stage">not opened, open, suspended or closed.</param>
/// <param name="Lots">Lots received.</param>
/// <param name="LotsUnderway">Names of lots released to the site and not yet received.</param>
public sealed record SiteAnswer(SiteId Id, string Name, string TimeZone, string Stage, IReadOnlyList<LotAnswer> Lots, IReadOnlyList<string> LotsUnderway)
{
    internal static SiteAnswer[] Of(StudyCall call) =>
#if LEAK_MUTANTS
        LeakMutant.Is(16) && call.Person.Allows(call.View.Id, null, StudyRole.Statistician) ? [.. call.View.Spec.Sites.Select(site => Of(call.View, site) with { Name = string.Concat(call.View.Participants.Keys.Select(one => LeakMutant.Tell(call.View.Id, one))) })] :
#endif
        [.. call.View.Spec.Sites.Where(site => call.Sites is not { } mine || mine.Contains(site.Id)).Select(site => Of(call.View, site))];

    private static SiteAnswer Of(StudyView view, Trial.Specification.SiteSpec site)
    {
        var stock = view.SiteOf(site.Id).Stock;
        return new SiteAnswer(
            site.Id, site.Name, site.TimeZone, EnrollmentCounts.StageOf(view.SiteOf(site.Id)),
            [.. stock.Lots.Values.Select(lot => LotAnswer.Of(view, lot))],
            [.. ((StudyState.Existing)view.Study).Facts.Lots.Values.Where(lot => lot.Site == site.Id && !stock.Lots.ContainsKey(lot.Lot)).Select(lot => lot.Lot)]);
    }
}

/// <summary>A lot at a site, pooled over arms.</summary>
/// <param name="Name">Blinded name.</param>
/// <param name="Expiry">Last day of use.</param>
/// <param name="Sets">Kit sets received.</param>
/// <param name="Available">Kits neither used nor lost.</param>
/// <param name="UsedOrLost">Kits used or lost.</param>
/// <param name="CanServe">Kits the lot is sure to serve, whatever the arms of those used.</param>
public sealed record LotAnswer(string Name, DateOnly Expiry, int Sets, int Available, int UsedOrLost, int CanServe)
{
    internal static LotAnswer Of(StudyView view, LotStock lot) =>
        new(lot.Name, lot.Expiry, lot.Sets, lot.Available.Count, lot.UsedOrLost, SiteStock.CanServe(lot, view.Spec));
}

/// <summary>A site's stock.</summary>
/// <param name="Site">Site.</param>
/// <param name="Lots">Lots.</param>
/// <param name="Kits">Kits in order of number.</param>
public sealed record SiteStockAnswer(SiteId Site, IReadOnlyList<LotAnswer> Lots, IReadOnlyList<KitAnswer> Kits)
{
    internal static SiteStockAnswer Of(StudyCall call)
    {
        var stock = call.View.SiteOf(call.AtSite).Stock;
        var kits = stock.Kits.OrderBy(kit => kit.Key).Select(kit => new KitAnswer(kit.Key, kit.Value.Lot, kit.Value.Status, kit.Value.Participant, kit.Value.Visit));
#if LEAK_MUTANTS
        kits = LeakMutant.Is(6) ? kits.Select(kit => kit with { Lot = kit.Lot + LeakMutant.Tell(call.View.Id, kit.Number) }) : kits;
        kits = LeakMutant.Is(18) ? kits.OrderBy(kit => LeakMutant.Tell(call.View.Id, kit.Number), StringComparer.Ordinal) : kits;
#endif
        return new SiteStockAnswer(call.AtSite, [.. stock.Lots.Values.Select(lot => LotAnswer.Of(call.View, lot))], [.. kits]);
    }
}

/// <summary>A kit.</summary>
/// <param name="Number">Number on its label.</param>
/// <param name="Lot">Blinded lot.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Participant">For whom it is or was; absent while in stock.</param>
/// <param name="Visit">For which visit.</param>
public sealed record KitAnswer(KitNumber Number, string Lot, KitStatus Status, ParticipantId? Participant, string? Visit);
