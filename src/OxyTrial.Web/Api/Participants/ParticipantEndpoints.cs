using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Grains;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Views;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Problems;
using OxyTrial.Web.Api.Requests;
using OxyTrial.Web.Api.Studies;
using OxyTrial.Web.Documents;

namespace OxyTrial.Web.Api.Participants;

/// <summary>Participants from screening to completion.</summary>
internal static class ParticipantEndpoints
{
    public static void Map(RouteGroupBuilder participants)
    {
        participants.MapGet("/", (StudyCall call) => ParticipantLineAnswer.Of(call)).Ruled("ListParticipants", "Participants of the caller's sites");
        participants.MapPost("/", Screen).Command("ScreenParticipant", "Screen a participant");
        var one = participants.MapGroup("/{participant}");
        one.MapGet("/", (StudyCall call) => ParticipantAnswer.Of(call.Participant)).Ruled("GetParticipant", "A participant");
        one.MapPost("/consent", Consent).Command("RecordConsent", "Record informed consent");
        one.MapPost("/questionnaire", Score).Command("ScoreQuestionnaire", "Score a filled-in questionnaire");
        one.MapPost("/prototypes", Rate).Command("RatePrototypes", "Enter rated prototypes");
        one.MapPost("/interview-category", Code).Command("CodeInterview", "Enter the category a certified coder gave an interview");
        one.MapPost("/eligibility", Confirm).Command("ConfirmEligibility", "Confirm every eligibility check; freezes the stratum");
        one.MapPost("/exclusion", Exclude).Command("ExcludeParticipant", "Exclude before randomization");
        one.MapPost("/randomization", Randomize).Command("RandomizeParticipant", "Randomize; the receipt names the kit");
        one.MapPost("/withdrawal", Withdraw).Command("WithdrawParticipant", "Record that the participant left");
        one.MapPost("/completion", Complete).Command("CompleteParticipant", "Record completion");
        one.MapPost("/errors/randomized-in-error", InError).Command("RecordRandomizedInError", "Record that the randomization was an error; the allocation stands");
        one.MapPost("/errors/misstratification", Misstratified).Command("RecordMisstratification", "Record the right level of a factor that was wrong at randomization");
        one.MapGet("/emergency", (StudyCall call) => EmergencyCard.Of(call)).Ruled("FindForEmergency", "Whether a participant's code can be broken, and nothing else about them");
        one.MapPost("/emergency-unblinding", Break).SignedCommand("BreakCode", "Break one participant's code in an emergency: journaled first, then disclosed to the caller only")
            .Produces<EmergencyDisclosureAnswer>();
    }

    private static async Task<IResult> Screen(ScreeningBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        call.Reaches(body.Site)
            ? await Run(call, http, host, runner, new ScreenParticipant(body.Participant, body.Site, body.Cohort, body.Recorded))
            : ApiProblem.NotFound.ToResult();

    private static Task<IResult> Consent(ConsentBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        Run(call, http, host, runner, new RecordConsent(call.Participant.Id, call.AtSite, body.FormVersion));

    private static Task<IResult> Score(QuestionnaireBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        Run(call, http, host, runner, new ScoreQuestionnaire(call.Participant.Id, call.AtSite, body.Instrument, [.. body.Responses]));

    private static Task<IResult> Rate(PrototypesBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        Run(call, http, host, runner, new RatePrototypes(call.Participant.Id, call.AtSite, body.Instrument, [.. body.Ratings], body.Choice));

    private static Task<IResult> Code(CodingBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        Run(call, http, host, runner, new CodeInterview(call.Participant.Id, call.AtSite, body.Instrument, body.Category, body.Coder));

    private static Task<IResult> Confirm(EligibilityBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        Run(call, http, host, runner, new ConfirmEligibility(call.Participant.Id, call.AtSite, [.. body.Checks]));

    private static Task<IResult> Exclude(ExclusionBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        Run(call, http, host, runner, new ExcludeParticipant(call.Participant.Id, call.AtSite, body.Reason, body.Detail));

    private static Task<IResult> Randomize(StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        runner.RunAsync(call, http, context => host.ExecuteAsync(call.View.Id, new RandomizeParticipant(call.Participant.Id, call.AtSite), context, http.RequestAborted));

    private static Task<IResult> Withdraw(WithdrawalBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        Run(call, http, host, runner, new WithdrawParticipant(call.Participant.Id, call.AtSite, body.Reason, body.Detail));

    private static Task<IResult> Complete(StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        Run(call, http, host, runner, new CompleteParticipant(call.Participant.Id, call.AtSite));

    private static Task<IResult> InError(ReasonBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        Run(call, http, host, runner, new RecordRandomizedInError(call.Participant.Id, call.AtSite, body.Reason));

    private static Task<IResult> Misstratified(MisstratificationBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        Run(call, http, host, runner, new RecordMisstratification(call.Participant.Id, call.AtSite, body.Factor, body.CorrectLevel, body.Reason));

    /// <summary>The one declared disclosure: the break stands in the journal before the arm's label leaves the vault, for this caller and participant only.</summary>
    private static async Task<IResult> Break(EmergencyUnblindingBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner, IEmergencyDisclosure disclosure)
    {
        var participant = call.Participant.Id;
        return body.ParticipantTwice != participant.Value
            ? EmergencyUnblindingBody.NotTheSame.ToResult()
            : await runner.RunAsync(
                call,
                http,
                context => host.ExecuteAsync(call.View.Id, new RequestEmergencyUnblinding(participant, call.AtSite, body.Reason, EmergencyCard.BreakerOf(call)), context, http.RequestAborted),
                async (context, _) => await TellAsync(body, call, http, await Disclosure.AskAsync(disclosure, body.Answer, call.View.Id, participant, context.CommandId, http.RequestAborted)));
    }

    // As JSON, or as PDF to whoever accepts nothing else: in this answer, or never.
    private static async Task<IResult> TellAsync(EmergencyUnblindingBody body, StudyCall call, HttpContext http, Disclosure told)
    {
        if (http.Request.Headers.Accept.ToString() != MediaTypeNames.Application.Pdf)
        {
            return Results.Ok(Answer(call.Participant.Id, told));
        }

        var view = await http.RequestServices.GetRequiredService<TrialViews>().StudyAsync(call.View.Id, http.RequestAborted) ?? call.View;
        var stamp = StampOf.Print(view, DisclosureOf.ReportName, DisclosureOf.ReportVersion, call.Person, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        return await ReportResult.PdfAsync(http, DisclosureOf.Build(view.Spec, call.Participant, told, body.Reason, stamp), $"UNBLINDED-{call.Participant.Id}.pdf");
    }

    private static EmergencyDisclosureAnswer Answer(ParticipantId participant, Disclosure told) => told.Kind == DisclosureKind.Code
        ? new EmergencyDisclosureAnswer(participant, null, told.Text)
        : new EmergencyDisclosureAnswer(participant, told.Text, null);

    private static Task<IResult> Run(StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner, ParticipantCommand command) =>
        runner.RunAsync(call, http, context => host.ExecuteAsync(call.View.Id, command, context, http.RequestAborted));
}
