using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Grains.Commands;
using OxyTrial.Trial;
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
    }

    private static async Task<IResult> ShowAsync(string study, PageRequest request) =>
        await DeskModel.FindAsync(study, request) is { } model ? PageRequest.Show<DeskPage>(model) : request.NotFound();

    private static async Task<IResult> RunAsync(string study, IFormCollection sent, PageRequest request)
    {
        var form = new FormReader(sent);
        if (await DeskModel.FindAsync(study, request) is not { } model || Command(form, model, request) is not { } command)
        {
            return request.NotFound();
        }

        if (form.Form == "unblind")
        {
            await request.RequirePasswordAsync(form, $"signature of the unblinding of {study}");
        }

        var state = await request.RunAsync(form, command);
        return state is FormState.Done
            ? PageRequest.Done(model.Url(), form.Form == "reveal" ? "unblind" : form.Form)
            : PageRequest.Show<DeskPage>(model with { State = state }, state);
    }

    private static Func<CommandContext, Task<CommandOutcome>>? Command(FormReader form, DeskModel model, PageRequest request)
    {
        var lifecycle = request.Service<StudyLifecycle>();
        switch (form.Form)
        {
            case "seal":
                return context => lifecycle.SealAsync(model.Frame.Study, context, request.Cancelled);
            case "unblind":
                var readBack = ReadBack(form, model);
                return context => lifecycle.SignUnblindingAsync(model.Frame.Study, readBack, context, request.Cancelled);
            case "reveal" when model.Frame.View.Study is StudyState.UnblindingAuthorized:
                return context => lifecycle.RevealAsync(model.Frame.Study, context, request.Cancelled);
            default:
                return null;
        }
    }

    private static ImmutableSortedDictionary<string, string> ReadBack(FormReader form, DeskModel model)
    {
        var labels = model.Frame.Spec.Arms.ToImmutableSortedDictionary(
            arm => arm.Key, arm => form.Required(DeskModel.FieldOf(arm.Key), $"Write what is in arm {arm.Key}, exactly as in the sealed spec."));
        form.Require(form.Text("signer") == model.UserName, "signer", "Type your own account name as your signature.");
        return labels;
    }
}
