using OxyTrial.Grains;
using OxyTrial.Streams;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Trial;
using OxyTrial.Views;
using OxyTrial.Web.Access;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;
using OxyTrial.Web.Pages.Participants;

namespace OxyTrial.Web.Pages.Pharmacy;

/// <summary>A site and its kits. Nothing here tells what a kit holds.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="Site">The site.</param>
/// <param name="State">What became of a form of the page.</param>
public sealed record SiteModel(StudyFrame Frame, SiteSpec Site, FormState State)
{
    /// <summary>The site, when the person holds one of the roles there; else null.</summary>
    public static async Task<SiteModel?> FindAsync(PageRequest request, string study, string site, params IReadOnlyList<StudyRole> roles)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await request.StudyAsync(study, roles) is { } frame
            && SiteId.TryParse(site, out var id)
            && frame.Spec.Sites.FirstOrDefault(candidate => candidate.Id == id) is { } found
            && frame.HoldsAt(id, roles)
                ? new SiteModel(frame, found, FormState.Untouched)
                : null;
    }

    /// <summary>The site's stage.</summary>
    public SiteState Stage => Frame.View.SiteOf(Site.Id);

    /// <summary>Its stock.</summary>
    public SiteStock Stock => Stage.Stock;

    /// <summary>Today at the site.</summary>
    public DateOnly Today => SiteCalendar.Today(Frame.View.Study, Site.Id, Frame.Utc);

    /// <summary>Whether the person receives and accounts for kits here.</summary>
    public bool IsPharmacist => Frame.HoldsAt(Site.Id, Roles.Pharmacy);

    /// <summary>Whether the person opens and closes the site.</summary>
    public bool ReleasesSites => Frame.HoldsAt(Site.Id, Roles.SiteRelease);

    /// <summary>Lots in the order they are opened.</summary>
    public IEnumerable<LotStock> Lots => Stock.Lots.Values.OrderBy(lot => lot.Expiry).ThenBy(lot => lot.Name, StringComparer.Ordinal);

    /// <summary>Lots released to the site and not received.</summary>
    public IEnumerable<LotReleased> OnTheWay =>
#if LEAK_MUTANTS
        LeakMutant.Is(19) ? ((StudyState.Existing)Frame.View.Study).Facts.Lots.Values.Where(lot => lot.Site == Site.Id && !Stock.Lots.ContainsKey(lot.Lot))
            .Select(lot => lot with { Kits = [.. lot.Kits.OrderBy(kit => LeakMutant.Tell(Frame.Study, kit), StringComparer.Ordinal)] }) :
#endif
        ((StudyState.Existing)Frame.View.Study).Facts.Lots.Values.Where(lot => lot.Site == Site.Id && !Stock.Lots.ContainsKey(lot.Lot));

    /// <summary>Whether a kit of that expiry may still be dispensed.</summary>
    public bool IsUsable(DateOnly expiry) => SiteStock.IsUsable(expiry, Frame.Spec, Today);

    /// <summary>For each participant in treatment, the first visit that waits for a kit or for its handing out.</summary>
    public IEnumerable<(ParticipantId Participant, VisitLine Line)> Waiting =>
        from line in Frame.View.Participants.Values
        where line.State is ParticipantState.Randomized && line.State.Baseline.Site == Site.Id
        let next = VisitLine.Of(Frame.Spec, Stock, line.Enrollment!).FirstOrDefault(visit => visit.Need != VisitNeed.Nothing)
        where next is not null
        select (line.Id, next);

    /// <summary>The site's address.</summary>
    public string Url(string below = "") => Frame.Url(Site.Id, below);
}
