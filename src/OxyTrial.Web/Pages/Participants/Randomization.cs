using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Trial;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Participants;

internal static class RandomizationEndpoints
{
    private const string Address = "/studies/{study}/participants/{participant}/randomization";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, ShowAsync);
        pages.MapPost(Address, RandomizeAsync);
    }

    private static async Task<IResult> ShowAsync(string study, string participant, PageRequest request) =>
        await ParticipantModel.FindAsync(request, study, participant, Roles.Clinic) switch
        {
            { Line.State: ParticipantState.Eligible } model => PageRequest.Show<RandomizationPage>(model),
            { } model => Results.LocalRedirect(model.Url()),
            null => request.NotFound(),
        };

    private static async Task<IResult> RandomizeAsync(string study, string participant, IFormCollection sent, PageRequest request)
    {
        if (await ParticipantModel.FindAsync(request, study, participant, Roles.Clinic) is not { } model)
        {
            return request.NotFound();
        }

        var form = new FormReader(sent);
        form.Require(form.Ticked("confirm"), "confirm", "Confirm that this is the right person and the right stratum.");
        var state = await request.RunAsync(form, context => request.Host.ExecuteAsync(
            model.Frame.Study, new RandomizeParticipant(model.Id, model.Baseline.Site), context, request.Cancelled));
        return state is FormState.Done
            ? PageRequest.Done(model.Url(), "randomize")
            : PageRequest.Show<RandomizationPage>(model with { State = state }, state);
    }
}
