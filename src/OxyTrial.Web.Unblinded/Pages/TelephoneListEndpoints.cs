using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Trial;
using OxyTrial.Vault;
using OxyTrial.Web.Api;
using OxyTrial.Web.Documents;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Pages;
using OxyTrial.Web.Unblinded.Documents;

namespace OxyTrial.Web.Unblinded.Pages;

/// <summary>The telephone list of emergency codes: signed, journaled, then given to whoever asked, in that one answer.</summary>
internal static class TelephoneListEndpoints
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapPost("/{study}/telephone-list", IssueAsync);

    private static async Task<IResult> IssueAsync(string study, IFormCollection sent, PageRequest request)
    {
        if (await DeskModel.FindAsync(study, request) is not { Facts.Commitment: not null } model)
        {
            return request.NotFound();
        }

        var form = new FormReader(sent);
        var recipient = form.Required("recipient", "Name who will receive the list.");
        form.Require(form.Ticked("entitled"), "entitled", "Confirm that nobody else will receive it.");
        await request.RequirePasswordAsync(form, $"telephone list of {study}");

        // Journaled first, given out second: who can know the arms must be known.
        var state = await request.RunAsync(form, context => request.Host.ExecuteAsync(model.Frame.Study, new IssueEmergencyCodeList(recipient), context, request.Cancelled));
        if (state is not FormState.Done)
        {
            return PageRequest.Show<DeskPage>(model with { State = state }, state);
        }

        var list = await request.Service<IVault>().TelephoneListAsync(model.Frame.Study, form.Text(FormState.CommandField), request.Cancelled);
        var issued = await DeskModel.FindAsync(study, request) ?? model;
        var document = TelephoneListOf.Build(
            model.Frame.Spec, list, StampOf.Print(issued.Frame.View, TelephoneListOf.ReportName, TelephoneListOf.ReportVersion, request.Person, model.Frame.Utc));
        return form.Text("format") == "html"
            ? await ReportResult.HtmlAsync(request.Http, document)
            : await ReportResult.PdfAsync(request.Http, document, $"UNBLINDED-telephone-list-{study}.pdf");
    }
}
