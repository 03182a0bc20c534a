using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Views;
using OxyTrial.Web.Access;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Home;

/// <summary>A study in the list.</summary>
/// <param name="View">The study.</param>
/// <param name="Roles">The person's roles in words, with the site where they are bound to one.</param>
/// <param name="IsStaff">Whether the person works in the trial itself; a third party is shown no counts.</param>
public sealed record StudyLine(StudyView View, IReadOnlyList<string> Roles, bool IsStaff);

/// <summary>The studies a person can see.</summary>
/// <param name="UserName">Who looks.</param>
/// <param name="Studies">In order of identifier.</param>
/// <param name="MayRegister">Whether the person may register new ones.</param>
public sealed record HomeModel(string? UserName, IReadOnlyList<StudyLine> Studies, bool MayRegister);

internal static class HomeEndpoints
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/", ShowAsync);

    private static async Task<IResult> ShowAsync(PageRequest request)
    {
        var all = await request.Service<TrialViews>().AllAsync(request.Cancelled);
        var grants = Grant.Of(request.Person);
        var seen = all.Where(view => request.Person.Sees(view.Id)).Select(view => new StudyLine(view, RolesIn(grants, view.Id), request.Person.Allows(view.Id, null, Layout.Roles.Staff)));
        return PageRequest.Show<HomePage>(new HomeModel(
            PersonName.Of(request.Person), [.. seen], grants.Any(grant => grant is { Role: StudyRole.Statistician, Study: null, Site: null })));
    }

    private static List<string> RolesIn(IEnumerable<Grant> grants, StudyId study) =>
    [
        .. grants.Where(grant => grant.Study is null || grant.Study == study)
            .Select(grant => Words.Of(grant.Role) + (grant.Site is null ? string.Empty : $" at {grant.Site}")).Distinct(),
    ];
}
