using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Pharmacy;

/// <summary>One kit at a site.</summary>
/// <param name="Site">The site, with the state of the page's forms.</param>
/// <param name="Number">The kit's number.</param>
/// <param name="Kit">Where it stands.</param>
public sealed record KitModel(SiteModel Site, KitNumber Number, KitRecord Kit);

/// <summary>A kit's page: return, damage, loss.</summary>
internal static class KitEndpoints
{
    private const string Address = "/studies/{study}/sites/{site}/kits/{kit}";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, ShowAsync);
        pages.MapPost(Address, RunAsync);
    }

    private static async Task<KitModel?> FindAsync(string study, string site, string kit, PageRequest request) =>
        await SiteModel.FindAsync(request, study, site, Roles.Pharmacy) is { } model
        && KitNumber.TryParse(kit, out var number) && model.Stock.Kits.TryGetValue(number, out var held)
            ? new KitModel(model, number, held)
            : null;

    private static async Task<IResult> ShowAsync(string study, string site, string kit, PageRequest request) =>
        await FindAsync(study, site, kit, request) is { } model ? PageRequest.Show<KitPage>(model) : request.NotFound();

    private static async Task<IResult> RunAsync(string study, string site, string kit, IFormCollection sent, PageRequest request)
    {
        var form = new FormReader(sent);
        if (await FindAsync(study, site, kit, request) is not { } model || Command(form, model) is not { } command)
        {
            return request.NotFound();
        }

        var state = await request.RunAsync(form, context => request.Host.ExecuteAsync(model.Site.Frame.Study, command, context, request.Cancelled));
        return state is FormState.Done
            ? PageRequest.Done(model.Site.Url(), form.Form)
            : PageRequest.Show<KitPage>(model with { Site = model.Site with { State = state } }, state);
    }

    private static SiteCommand? Command(FormReader form, KitModel model) => form.Form switch
    {
        "return" => new ReturnKit(model.Site.Site.Id, model.Number, form.OptionalDecimal("milliliters", "Write the volume in milliliters, for example 2.5, or leave it empty.")),
        "damage" => new ReportKitDamaged(model.Site.Site.Id, model.Number, form.Required("reason", "Write what happened to the kit.")),
        _ => null,
    };
}
