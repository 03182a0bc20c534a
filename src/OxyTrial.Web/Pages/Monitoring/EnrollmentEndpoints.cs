using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Monitoring;

internal static class EnrollmentEndpoints
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/studies/{study}/enrollment", ShowAsync);

    private static async Task<IResult> ShowAsync(string study, PageRequest request) =>
        await request.WholeStudyAsync(study, Roles.Watching) is { } frame ? PageRequest.Show<EnrollmentPage>(frame) : request.NotFound();
}
