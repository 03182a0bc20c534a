using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Grains.Commands;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Web.Access;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Restores;

/// <summary>A study after a restore: what is missing, the receipts, the signatures.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="State">What became of a form of the page.</param>
public sealed record RestoreModel(StudyFrame Frame, FormState State)
{
    /// <summary>Meaning of a signature under the reconciliation (21 CFR 11.50).</summary>
    public const string Meaning = "I have compared the papers of every site with this study's records; every kit that was handed out is entered or recorded as lost.";

    /// <summary>The quarantine; null when nothing is missing.</summary>
    public Quarantine? Quarantine => ((StudyState.Existing)Frame.View.Study).Facts.Quarantine;

    /// <summary>Sites at which the person may enter receipts.</summary>
    public SiteSpec[] EnteringAt => [.. Frame.SitesOf([.. Roles.Dispensing])];

    /// <summary>Whether the person may release lots again.</summary>
    public bool Releases => Frame.Holds(Roles.Conduct) && Frame.Person.SitesOf(Frame.Study, Roles.Conduct) is null;

    /// <summary>Whether the person may sign.</summary>
    public bool Signs => Frame.Holds(Roles.Locking) && Frame.Person.SitesOf(Frame.Study, Roles.Locking) is null;

    /// <summary>Whether what was entered of a site is for this person.</summary>
    public bool Sees(SiteId site) => Frame.HoldsAt(site, Roles.Staff);

    /// <summary>Account name.</summary>
    public string? UserName => Frame.Person.Identity?.Name;
}

internal static class RestorePageEndpoints
{
    private const string Address = "/studies/{study}/restore";
    private const string LevelField = "level-";
    private const string CountField = "receipts-";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, ShowAsync);
        pages.MapPost(Address, RunAsync);
    }

    private static async Task<IResult> ShowAsync(string study, PageRequest request) =>
        await FindAsync(study, request) is { } model ? PageRequest.Show<RestorePage>(model) : request.NotFound();

    private static async Task<RestoreModel?> FindAsync(string study, PageRequest request) =>
        await request.StudyAsync(study, Roles.Staff) is { } frame ? new RestoreModel(frame, FormState.Untouched) : null;

    private static async Task<IResult> RunAsync(string study, IFormCollection sent, PageRequest request)
    {
        var form = new FormReader(sent);
        if (await FindAsync(study, request) is not { } model)
        {
            return request.NotFound();
        }

        Func<CommandContext, Task<CommandOutcome>>? run = form.Form switch
        {
            "receipt" when Receipt(form, model) is { } command => context => request.Host.ExecuteAsync(model.Frame.Study, command, context, request.Cancelled),
            "recover-lot" when model.Releases => Running(Lot(form)),
            "reconcile-study" when model.Signs => Running(Signature(form, model)),
            _ => null,
        };
        if (run is null)
        {
            return request.NotFound();
        }

        if (form.Form == "reconcile-study")
        {
            await request.RequirePasswordAsync(form, $"signature of the reconciliation of {study}");
        }

        var state = await request.RunAsync(form, run);
        return state is FormState.Done
            ? PageRequest.Done(model.Frame.Url("/restore"), form.Form)
            : PageRequest.Show<RestorePage>(model with { State = state }, state);

        Func<CommandContext, Task<CommandOutcome>> Running(StudyCommand command) =>
            context => request.Host.ExecuteAsync(model.Frame.Study, command, context, request.Cancelled);
    }

    private static EnterReceipt? Receipt(FormReader form, RestoreModel model)
    {
        if (!SiteId.TryParse(form.Text("site"), out var site) || model.EnteringAt.All(one => one.Id != site))
        {
            return null;
        }

        var participant = form.Identifier<ParticipantId>("participant", "Write the participant's identifier as on the receipt.");
        var kit = form.Identifier<KitNumber>("kit", "Write the kit's number as on the receipt; its last digit is a check digit.");
        var visit = form.Required("visit", "Choose the visit.");
        var levels = model.Frame.Spec.Factors.OfType<RandomizedFactor>().ToImmutableSortedDictionary(factor => factor.Name, factor => form.Required(LevelField + factor.Name, "Choose the level on the receipt."));
        return new EnterReceipt(participant!, site, visit, kit!, Position(form), levels);
    }

    // The position alone, or the whole fingerprint as it is printed.
    private static long Position(FormReader form)
    {
        form.Require(
            long.TryParse(form.Text("position").Split(':')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var position), "position", "Write the position printed on the receipt, the number before the colon.");
        return position;
    }

    private static RecoverLot Lot(FormReader form)
    {
        var lot = form.Required("lot", "Write the lot's blinded name.");
        form.Require(lot.Length == 0 || SiteId.TryParse(lot, out _), "lot", "A lot's name has 1 to 40 letters, digits, '-', '_' or '.'.");
        var site = form.Identifier<SiteId>("site", "Choose the site.");
        var kits = form.Text("kits").Split([' ', ',', ';', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(text => KitNumber.TryParse(text, out var kit) ? kit : null).ToArray();
        form.Require(kits.Length > 0 && kits.All(kit => kit is not null), "kits", "Write every kit number of the packing list.");
        return new RecoverLot(
            lot, site!, form.Day("expiry", "Choose the last day of use."), form.Whole("sets", "Write the number of kit sets, at least 1."), [.. kits.OfType<KitNumber>()]);
    }

    private static SignReconciliation Signature(FormReader form, RestoreModel model)
    {
        var counted = model.Frame.Spec.Sites.ToImmutableSortedDictionary(
            site => site.Id.Value, site => form.Whole(CountField + site.Id, "Write how many receipts from after the journal's end the site holds; 0 when it holds none."));
        form.Require(form.Text("signer") == model.UserName, "signer", "Type your own account name as your signature.");
        form.Require(form.Ticked("meaning"), "meaning", "Confirm the meaning of your signature.");
        return new SignReconciliation(RestoreModel.Meaning, counted);
    }
}
