using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OxyTrial.Web.Pages.Overview;

internal static class OverviewEndpoints
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/studies/{study}", ShowAsync);

    private static async Task<IResult> ShowAsync(string study, PageRequest request) =>
        await request.StudyAsync(study) is { } frame ? PageRequest.Show<OverviewPage>(frame) : request.NotFound();
}
