using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Trial;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Participants;

/// <summary>Errors at randomization, after Yelland (2015): documented beside the allocation, never undone.</summary>
internal static class ErrorEndpoints
{
    private const string Address = "/studies/{study}/participants/{participant}/errors";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, ShowAsync);
        pages.MapPost(Address, RecordAsync);
    }

    private static async Task<ParticipantModel?> FindAsync(string study, string participant, PageRequest request) =>
        await ParticipantModel.FindAsync(request, study, participant, Roles.Clinic) is { Line.Enrollment: not null } model ? model : null;

    private static async Task<IResult> ShowAsync(string study, string participant, PageRequest request) =>
        await FindAsync(study, participant, request) is { } model ? PageRequest.Show<ErrorsPage>(model) : request.NotFound();

    private static async Task<IResult> RecordAsync(string study, string participant, IFormCollection sent, PageRequest request)
    {
        var form = new FormReader(sent);
        if (await FindAsync(study, participant, request) is not { } model || Command(form, model) is not { } command)
        {
            return request.NotFound();
        }

        var state = await request.RunAsync(form, context => request.Host.ExecuteAsync(model.Frame.Study, command, context, request.Cancelled));
        return state is FormState.Done
            ? PageRequest.Done(model.Url(), form.Form == "in-error" ? "in-error" : "misstratified")
            : PageRequest.Show<ErrorsPage>(model with { State = state }, state);
    }

    // A misstratification's form is named after its factor, so that only levels of that factor can be chosen.
    private static ParticipantCommand? Command(FormReader form, ParticipantModel model)
    {
        var (id, site) = (model.Id, model.Baseline.Site);
        var factor = model.Spec.Factors.FirstOrDefault(candidate => form.Form == ErrorsPage.FormOf(candidate));
        return factor is not null
            ? new RecordMisstratification(id, site, factor.Name, form.Required("level", "Choose the right level."), form.Required("reason", "Write how the error came about."))
            : form.Form == "in-error" ? new RecordRandomizedInError(id, site, form.Required("reason", "Write why the participant should not have been randomized.")) : null;
    }
}
