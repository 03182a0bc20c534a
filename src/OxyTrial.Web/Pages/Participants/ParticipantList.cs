using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Trial.Specification;
using OxyTrial.Views;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Participants;

/// <summary>Participants of the sites a person works for.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="Stage">Stage to which the list is narrowed; null = all. There is no other filter than stage and site.</param>
/// <param name="Site">Site to which it is narrowed; null = all.</param>
public sealed record ParticipantListModel(StudyFrame Frame, string? Stage, string? Site)
{
    /// <summary>The sites the person sees.</summary>
    public IReadOnlyList<SiteSpec> Sites => [.. Frame.SitesOf([.. Roles.Participants])];

    /// <summary>Participants at those sites.</summary>
    public IEnumerable<ParticipantLine> Seen => Frame.View.Participants.Values.Where(line => Sites.Any(site => site.Id == line.State.Baseline.Site));

    /// <summary>Participants that pass the filter, in order of identifier.</summary>
    public IReadOnlyList<ParticipantLine> Lines =>
        [.. Seen.Where(line => (Stage is null || Words.StageOf(line.State) == Stage) && (Site is null || line.State.Baseline.Site.Value == Site))];

    /// <summary>Whether the person may screen at some open site.</summary>
    public bool MayScreen => Frame.Holds(Roles.Clinic);
}

internal static class ParticipantListEndpoints
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/studies/{study}/participants", ShowAsync);

    private static async Task<IResult> ShowAsync(string study, string? stage, string? site, PageRequest request) =>
        await request.StudyAsync(study, Roles.Participants) is { } frame
            ? PageRequest.Show<ParticipantListPage>(new ParticipantListModel(frame, Words.ParticipantStages.FirstOrDefault(known => known == stage), string.IsNullOrEmpty(site) ? null : site))
            : request.NotFound();
}
