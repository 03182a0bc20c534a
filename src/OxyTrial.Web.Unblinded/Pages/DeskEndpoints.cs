using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Grains.Commands;
using OxyTrial.Trial;
using OxyTrial.Vault;
using OxyTrial.Vault.Custody;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;
using OxyTrial.Web.Pages;
using OxyTrial.Web.Unblinded.Lifecycle;

namespace OxyTrial.Web.Unblinded.Pages;

/// <summary>The unblinded desk of one study.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="State">What became of a form of the page.</param>
public sealed record DeskModel(StudyFrame Frame, FormState State)
{
    /// <summary>What is true of the study.</summary>
    public StudyFacts Facts => ((StudyState.Existing)Frame.View.Study).Facts;

    /// <summary>The desk's address.</summary>
    public string Url(string below = "") => $"/unblinded/{Frame.Study}{below}";

    /// <summary>Account name.</summary>
    public string? UserName => Frame.Person.Identity?.Name;

    /// <summary>The desk, when the person is a statistician of the whole study; else null.</summary>
    public static async Task<DeskModel?> FindAsync(string study, PageRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await request.WholeStudyAsync(study, Roles.Conduct) is { } frame ? new DeskModel(frame, FormState.Untouched) : null;
    }

    /// <summary>Field that takes the label of an arm.</summary>
    public static string FieldOf(string armKey) => $"label-{armKey}";
}

internal static class DeskEndpoints
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/{study}", ShowAsync);
        pages.MapPost("/{study}", RunAsync);
        pages.MapGet("/{study}/unblinding-request.json", RequestAsync);
    }

    private static async Task<IResult> ShowAsync(string study, PageRequest request) =>
        await DeskModel.FindAsync(study, request) is { } model ? PageRequest.Show<DeskPage>(model) : request.NotFound();

    private static async Task<IResult> RunAsync(string study, IFormCollection sent, PageRequest request)
    {
        var form = new FormReader(sent);
        if (await DeskModel.FindAsync(study, request) is not { } model || await CommandAsync(form, model, request) is not { } command)
        {
            return request.NotFound();
        }

        var state = await request.RunAsync(form, command);
        return state is FormState.Done
            ? PageRequest.Done(model.Url(), form.Form == "reveal" ? "unblind" : form.Form)
            : PageRequest.Show<DeskPage>(model with { State = state }, state);
    }

    // Tells no arm: what is in it is wrapped for custodians.
    private static async Task<IResult> RequestAsync(string study, PageRequest request) =>
        await DeskModel.FindAsync(study, request) is { Facts.Custodians: not null, Frame.View.Study: StudyState.Locked or StudyState.UnblindingAuthorized } model
            ? Results.File(
                Encoding.UTF8.GetBytes((await request.Service<IVault>().UnblindingRequestAsync(model.Frame.Study, request.Cancelled)).ToFile()),
                "application/json", $"unblinding-request-{model.Frame.Study}.json")
            : request.NotFound();

    private static async Task<Func<CommandContext, Task<CommandOutcome>>?> CommandAsync(FormReader form, DeskModel model, PageRequest request)
    {
        var lifecycle = request.Service<StudyLifecycle>();
        switch (form.Form)
        {
            case "seal":
                var custodians = CustodiansOf(form);
                return context => lifecycle.SealAsync(model.Frame.Study, custodians, context, request.Cancelled);
            case "unblind":
                var readBack = ReadBack(form, model);
                return context => lifecycle.SignUnblindingAsync(model.Frame.Study, readBack, context, request.Cancelled);
            case "approve":
                var approval = await ApprovalOfAsync(form, request.Cancelled);
                return context => lifecycle.ApproveAsync(model.Frame.Study, approval!, context, request.Cancelled);
            case "reveal" when model.Frame.View.Study is StudyState.UnblindingAuthorized:
                return context => lifecycle.RevealAsync(model.Frame.Study, context, request.Cancelled);
            default:
                return null;
        }
    }

    private static CustodianPanel? CustodiansOf(FormReader form)
    {
        if (form.Ticked("without"))
        {
            form.Require(form.Values["custodians"].ToString().Length == 0, "custodians", "Either name custodians, or tick that there are none.");
            return null;
        }

        form.Require(form.Values["custodians"].ToString().Length > 0, "custodians", "Paste the custodians' public keys, or tick that there are none.");
        var lines = form.Values["custodians"].ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var threshold = form.Whole("threshold", "Write how many approvals are needed, for example 2.");
        try
        {
            var panel = new CustodianPanel(threshold, [.. lines.Select(line => CustodianPublicKey.Parse(line).ToCustodian())]);
            form.Require(panel.Error is null, "custodians", panel.Error ?? string.Empty);
            return panel;
        }
        catch (VaultException wrong)
        {
            form.Require(false, "custodians", wrong.Message);
            return null;
        }
    }

    // An uploaded file goes before pasted text.
    private static async Task<UnblindingApproval?> ApprovalOfAsync(FormReader form, CancellationToken cancelled)
    {
        try
        {
            return UnblindingApproval.Parse(form.Values.Files.GetFile("file") is { Length: > 0 } file ? await TextOfAsync(file, cancelled) : form.Values["approval"].ToString());
        }
        catch (VaultException wrong)
        {
            form.Require(false, "approval", wrong.Message);
            return null;
        }
    }

    private static async Task<string> TextOfAsync(IFormFile file, CancellationToken cancelled)
    {
        using var reader = new StreamReader(file.OpenReadStream());
        return await reader.ReadToEndAsync(cancelled);
    }

    private static ImmutableSortedDictionary<string, string> ReadBack(FormReader form, DeskModel model)
    {
        var labels = model.Frame.Spec.Arms.ToImmutableSortedDictionary(
            arm => arm.Key, arm => form.Required(DeskModel.FieldOf(arm.Key), $"Write what is in arm {arm.Key}, exactly as in the sealed spec."));
        form.Require(form.Text("signer") == model.UserName, "signer", "Type your own account name as your signature.");
        return labels;
    }
}
