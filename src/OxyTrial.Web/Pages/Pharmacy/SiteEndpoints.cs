using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Grains.Commands;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Access;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Pharmacy;

/// <summary>A site's page: its stage, its stock, the next kits, and the forms of those who may change them.</summary>
internal static class SiteEndpoints
{
    private const string Address = "/studies/{study}/sites/{site}";

    private static readonly StudyRole[] Readers = [.. Roles.Stock, .. Roles.SiteRelease];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, ShowAsync);
        pages.MapPost(Address, RunAsync);
    }

    private static async Task<IResult> ShowAsync(string study, string site, PageRequest request) =>
        await SiteModel.FindAsync(request, study, site, Readers) is { } model ? PageRequest.Show<SitePage>(model) : request.NotFound();

    private static async Task<IResult> RunAsync(string study, string site, IFormCollection sent, PageRequest request)
    {
        var form = new FormReader(sent);
        if (await SiteModel.FindAsync(request, study, site, Readers) is not { } model || Command(form, model, request) is not { } command)
        {
            return request.NotFound();
        }

        var state = await request.RunAsync(form, command);
        return state is FormState.Done
            ? PageRequest.Done(model.Url(), form.Form)
            : PageRequest.Show<SitePage>(model with { State = state }, state);
    }

    private static Func<CommandContext, Task<CommandOutcome>>? Command(FormReader form, SiteModel model, PageRequest request)
    {
        var (study, host) = (model.Frame.Study, request.Host);
        if (SiteCommandOf(form, model) is { } command)
        {
            return context => host.ExecuteAsync(study, command, context, request.Cancelled);
        }

        return MedicationCommandOf(form, model) is { } medication ? context => host.ExecuteAsync(study, medication, context, request.Cancelled) : null;
    }

    private static SiteCommand? SiteCommandOf(FormReader form, SiteModel model)
    {
        var site = model.Site.Id;
        return (form.Form, model.ReleasesSites, model.IsPharmacist) switch
        {
            ("open-site", true, _) => new OpenSite(site),
            ("suspend-site", true, _) => new SuspendSite(site, form.Required("reason", "Write why the site is suspended.")),
            ("resume-site", true, _) => new ResumeSite(site),
            ("close-site", true, _) => new CloseSite(site, form.Required("reason", "Write why the site is closed.")),
            ("receive", _, true) => Receipt(form, model),
            _ => null,
        };
    }

    private static ReceiveLot Receipt(FormReader form, SiteModel model)
    {
        form.Require(form.Ticked("checked"), "checked", "Confirm that every kit on the packing list arrived, sealed and undamaged.");
        return new ReceiveLot(model.Site.Id, form.Required("lot", "Choose the lot."));
    }

    private static ParticipantCommand? MedicationCommandOf(FormReader form, SiteModel model)
    {
        if (!model.Frame.HoldsAt(model.Site.Id, Roles.Dispensing) || !ParticipantId.TryParse(form.Text("participant"), out var participant))
        {
            return null;
        }

        return form.Form switch
        {
            "assign" => new AssignVisitKit(participant, model.Site.Id, form.Text("visit")),
            "dispense" => new DispenseVisit(participant, model.Site.Id, form.Text("visit")),
            _ => null,
        };
    }
}
