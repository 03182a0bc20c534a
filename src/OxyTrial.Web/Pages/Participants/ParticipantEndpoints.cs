using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Trial;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Participants;

/// <summary>The participant's page: the steps from consent to completion, each a form of its own.</summary>
internal static class ParticipantEndpoints
{
    private const string Address = "/studies/{study}/participants/{participant}";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, ShowAsync);
        pages.MapPost(Address, RunAsync);
    }

    private static async Task<IResult> ShowAsync(string study, string participant, PageRequest request) =>
        await ParticipantModel.FindAsync(request, study, participant, Roles.Participants) is { } model
            ? PageRequest.Show<ParticipantPage>(model)
            : request.NotFound();

    private static async Task<IResult> RunAsync(string study, string participant, IFormCollection sent, PageRequest request)
    {
        var form = new FormReader(sent);
        if (await ParticipantModel.FindAsync(request, study, participant, Roles.Clinic) is not { } model || Command(form, model) is not { } command)
        {
            return request.NotFound();
        }

        var state = await request.RunAsync(form, context => request.Host.ExecuteAsync(model.Frame.Study, command, context, request.Cancelled));
        return state is FormState.Done
            ? PageRequest.Done(model.Url(), form.Form)
            : PageRequest.Show<ParticipantPage>(model with { State = state }, state);
    }

    private static ParticipantCommand? Command(FormReader form, ParticipantModel model)
    {
        var (id, site) = (model.Id, model.Baseline.Site);
        return form.Form switch
        {
            "consent" => new RecordConsent(id, site, form.Required("form-version", "Write the version of the consent form that was signed.")),
            "eligibility" => Eligibility(form, model),
            "exclude" => new ExcludeParticipant(
                id, site, form.Choice<ExclusionReason>("reason", "Choose why the participant is excluded."), form.Required("detail", "Write the reason in a few words.")),
            "assign" => new AssignVisitKit(id, site, form.Text("visit")),
            "dispense" => new DispenseVisit(id, site, form.Text("visit")),
            "withdraw" => new WithdrawParticipant(
                id, site, form.Choice<WithdrawalReason>("reason", "Choose why the participant leaves."), form.Required("detail", "Write the reason in a few words.")),
            "complete" => new CompleteParticipant(id, site),
            _ => null,
        };
    }

    private static ConfirmEligibility Eligibility(FormReader form, ParticipantModel model)
    {
        var confirmed = form.All("check");
        var open = model.Spec.Eligibility.Count(check => !confirmed.Contains(check.Key));
        form.Require(open == 0, "check", $"Confirm every check; {Words.Count(open, "is", "are")} open. If one cannot be confirmed, exclude the participant.");
        return new ConfirmEligibility(model.Id, model.Baseline.Site, confirmed);
    }
}
