using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Overview;

internal static class OverviewEndpoints
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/studies/{study}", ShowAsync);

    // A third party sees what an emergency needs and no more: it is taken to its desk.
    private static async Task<IResult> ShowAsync(string study, PageRequest request) => await request.StudyAsync(study) switch
    {
        null => request.NotFound(),
        var frame when frame.Holds(Roles.Staff) => PageRequest.Show<OverviewPage>(frame),
        var frame => Results.LocalRedirect(frame.Url("/emergency")),
    };
}
