using System.Security.Claims;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Views;
using OxyTrial.Web.Access;

namespace OxyTrial.Web.Layout;

/// <summary>Who looks at which study, at one moment of its journal. Every page of a study is drawn from one frame.</summary>
/// <param name="Person">The signed-in person.</param>
/// <param name="View">The study.</param>
/// <param name="Utc">When the page was asked for.</param>
/// <param name="DoneNote">Key of what was just done (post-redirect-get); null when nothing was.</param>
public sealed record StudyFrame(ClaimsPrincipal Person, StudyView View, DateTimeOffset Utc, string? DoneNote)
{
    /// <summary>The study's spec.</summary>
    public StudySpec Spec => View.Spec;

    /// <summary>The study.</summary>
    public StudyId Study => View.Id;

    /// <summary>Whether the person holds one of the roles at any site of the study.</summary>
    public bool Holds(params IEnumerable<StudyRole> roles) => Person.Allows(Study, null, roles);

    /// <summary>Whether the person holds one of the roles at the site.</summary>
    public bool HoldsAt(SiteId site, params IEnumerable<StudyRole> roles) => Person.Allows(Study, site, roles);

    /// <summary>The spec's sites at which the person holds one of the roles, in the spec's order.</summary>
    public IEnumerable<SiteSpec> SitesOf(params StudyRole[] roles) => Spec.Sites.Where(site => HoldsAt(site.Id, roles));

    /// <summary>An address below the study's.</summary>
    public string Url(string below = "") => $"/studies/{Study}{below}";

    /// <summary>A report's address; reports are served beside the API.</summary>
    public string ReportUrl(string below) => $"{Api.Problems.ApiAddress.Root}/studies/{Study}{below}";

    /// <summary>A visit's dosing sheet.</summary>
    public string DosingSheetUrl(ParticipantId participant, VisitSpec visit, string extension = "") =>
        ReportUrl($"/participants/{participant}/visits/{visit?.Key}/dosing-sheet{extension}");

    /// <summary>A participant's address.</summary>
    public string Url(ParticipantId participant, string below = "") => Url($"/participants/{participant}{below}");

    /// <summary>A site's address.</summary>
    public string Url(SiteId site, string below = "") => Url($"/sites/{site}{below}");
}
