using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Pharmacy;

internal static class SiteListEndpoints
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/studies/{study}/sites", ShowAsync);

    private static async Task<IResult> ShowAsync(string study, PageRequest request) =>
        await request.StudyAsync(study, [.. Roles.Stock, .. Roles.SiteRelease]) is { } frame ? PageRequest.Show<SiteListPage>(frame) : request.NotFound();
}
