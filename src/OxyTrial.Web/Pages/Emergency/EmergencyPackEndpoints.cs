using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Trial;
using OxyTrial.Views;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;
using OxyTrial.Web.Pages.Pharmacy;

namespace OxyTrial.Web.Pages.Emergency;

/// <summary>A site's emergency pack: how old it is, and a new one.</summary>
/// <param name="Site">Site.</param>
public sealed record EmergencyPackModel(SiteModel Site)
{
    /// <summary>What the site has ready.</summary>
    public SiteEmergency Ready => EmergencyCounts.BySite(Site.Frame.View).First(line => line.Site.Id == Site.Site.Id);
}

internal static class EmergencyPackEndpoints
{
    private const string Address = "/studies/{study}/sites/{site}/emergency-pack";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, ShowAsync);
        pages.MapPost(Address, IssueAsync);
    }

    private static async Task<IResult> ShowAsync(string study, string site, PageRequest request) =>
        await SiteModel.FindAsync(request, study, site, Roles.Clinic) is { } model ? PageRequest.Show<EmergencyPackPage>(new EmergencyPackModel(model)) : request.NotFound();

    private static async Task<IResult> IssueAsync(string study, string site, IFormCollection sent, PageRequest request)
    {
        if (await SiteModel.FindAsync(request, study, site, Roles.Clinic) is not { } model)
        {
            return request.NotFound();
        }

        var state = await request.RunAsync(new FormReader(sent), context => request.Host.ExecuteAsync(model.Frame.Study, new IssueEmergencyPack(model.Site.Id), context, request.Cancelled));
        return state is FormState.Done
            ? PageRequest.Done(model.Frame.Url(model.Site.Id, "/emergency-pack"), "pack")
            : PageRequest.Show<EmergencyPackPage>(new EmergencyPackModel(model with { State = state }), state);
    }
}
