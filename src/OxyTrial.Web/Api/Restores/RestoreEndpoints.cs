using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Grains;
using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Requests;
using OxyTrial.Web.Documents;

namespace OxyTrial.Web.Api.Restores;

/// <summary>What a site holds against a loss, and how a study goes on after one.</summary>
internal static class RestoreEndpoints
{
    public static void Map(RouteGroupBuilder study)
    {
        study.MapGet("/quarantine", (StudyCall call) => QuarantineAnswer.Of(call)).Ruled("GetQuarantine", "Whether the study is in quarantine after a restore, and what is missing");
        study.MapGet("/sites/{site}/receipts.csv", ListAsync).Ruled("GetReceipts", "The site's receipts: every kit reserved or given there, with its position in the journal")
            .Produces<string>(StatusCodes.Status200OK, ReceiptListOf.MediaType);
        study.MapPost("/sites/{site}/receipts", Enter).Command("EnterReceipt", "Enter a receipt of a kit whose assignment the restored journal lacks");
        study.MapPost("/lot-recoveries", Recover).Command("RecoverLot", "Release a lot again whose release the restored journal lacks");
        study.MapPost("/reconciliation-signatures", Sign).SignedCommand("SignReconciliation", "Sign that every site's receipts are entered; the second person's signature ends the quarantine");
    }

    private static async Task<IResult> ListAsync(StudyCall call, IJournalReader journal, HttpContext http)
    {
        var list = await ReceiptListOf.ForAsync(call.View, call.AtSite, journal, http.RequestAborted);
        return Results.File(list, ReceiptListOf.MediaType, $"receipts-{call.View.Id}-{call.AtSite}.csv");
    }

    private static Task<IResult> Enter(ReceiptBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) => runner.RunAsync(
        call,
        http,
        context => host.ExecuteAsync(
            call.View.Id,
            new EnterReceipt(body.Participant, call.AtSite, body.Visit, body.Kit, body.Position, body.Levels ?? ImmutableSortedDictionary<string, string>.Empty),
            context,
            http.RequestAborted));

    private static Task<IResult> Recover(LotRecoveryBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) => runner.RunAsync(
        call, http, context => host.ExecuteAsync(call.View.Id, new RecoverLot(body.Lot, body.Site, body.Expiry, body.Sets, body.Kits.IsDefault ? [] : body.Kits), context, http.RequestAborted));

    private static Task<IResult> Sign(ReconciliationSignatureBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) => runner.RunAsync(
        call, http, context => host.ExecuteAsync(call.View.Id, new SignReconciliation(body.Meaning, body.Receipts), context, http.RequestAborted));
}
