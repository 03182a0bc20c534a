using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Instruments;
using OxyTrial.Trial;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;
using OxyTrial.Web.Pages.Participants;

namespace OxyTrial.Web.Pages.Measures;

/// <summary>Entering a questionnaire's responses, ratings of prototypes, or a coder's category: one address, a page for each kind.</summary>
internal static class MeasureEndpoints
{
    /// <summary>Name of the button that shows what the entries come to and records nothing: for browsers without script.</summary>
    public const string LookButton = "look";

    private const string Address = "/studies/{study}/participants/{participant}/questionnaires/{instrument}";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, ShowAsync);
        pages.MapPost(Address, EnterAsync);
    }

    private static async Task<IResult> ShowAsync(string study, string participant, string instrument, PageRequest request) =>
        await FindAsync(study, participant, instrument, request) is { } model ? Show(model) : request.NotFound();

    private static async Task<IResult> EnterAsync(string study, string participant, string instrument, IFormCollection sent, PageRequest request)
    {
        if (await FindAsync(study, participant, instrument, request) is not { } model)
        {
            return request.NotFound();
        }

        var form = new FormReader(sent);
        var at = model.Participant;
        var command = Read(form, model);
        var state = form.Ticked(LookButton) && form.Errors.IsEmpty
            ? new FormState.Drafted(form.Values)
            : await request.RunAsync(form, context => request.Host.ExecuteAsync(at.Frame.Study, command, context, request.Cancelled));
        return state is FormState.Done ? PageRequest.Done(at.Url(), "questionnaire") : Show(model with { Participant = at with { State = state } }, state);
    }

    private static IResult Show(MeasureModel model, FormState? state = null) => model switch
    {
        QuestionnaireModel => PageRequest.Show<QuestionnairePage>(model, state),
        PrototypesModel => PageRequest.Show<PrototypesPage>(model, state),
        CodingModel => PageRequest.Show<CodingPage>(model, state),
        _ => throw new InvalidOperationException($"{model.GetType().Name} has no page."),
    };

    private static ParticipantCommand Read(FormReader form, MeasureModel model)
    {
        var (id, site) = (model.Participant.Id, model.Participant.Baseline.Site);
        return model.Instrument.Match<ParticipantCommand>(
            questionnaire => new ScoreQuestionnaire(id, site, questionnaire.Id, [.. questionnaire.Items.Select(item => Response(form, questionnaire.Range, item.Id, item.Label))]),
            measure => new RatePrototypes(
                id, site, measure.Id, [.. measure.Prototypes.Select(prototype => Response(form, measure.Range, prototype.Id, prototype.Label))], form.Text(PrototypesModel.ChoiceField)),
            interview => new CodeInterview(
                id, site, interview.Id, form.Required(CodingPage.CategoryField, "Choose the category."), form.Required(CodingPage.CoderField, "Write the certified coder's id.")));
    }

    private static int? Response(FormReader form, ResponseRange range, string field, string label)
    {
        var text = form.Text(field);
        if (text.Length == 0)
        {
            return null;
        }

        var read = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && range.Contains(number);
        form.Require(read, field, $"{label}: choose {range.Minimum} to {range.Maximum}, or not answered.");
        return number;
    }

    private static async Task<MeasureModel?> FindAsync(string study, string participant, string instrument, PageRequest request) =>
        await ParticipantModel.FindAsync(request, study, participant, Roles.Clinic) is { } model && model.Instruments.FirstOrDefault(one => one.Id == instrument) is { } found
            ? found.Match<MeasureModel>(questionnaire => new QuestionnaireModel(model, questionnaire), prototypes => new PrototypesModel(model, prototypes), interview => new CodingModel(model, interview))
            : null;
}
