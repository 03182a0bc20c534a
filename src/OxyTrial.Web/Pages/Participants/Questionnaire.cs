using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Instruments;
using OxyTrial.Trial;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Participants;

/// <summary>A questionnaire to fill in.</summary>
/// <param name="Participant">For whom.</param>
/// <param name="Instrument">Which; item numbers and ids only, the wording is licensed.</param>
public sealed record QuestionnaireModel(ParticipantModel Participant, Instrument Instrument)
{
    /// <summary>Responses that may be chosen.</summary>
    public IEnumerable<int> Responses => Enumerable.Range(Instrument.Range.Minimum, Instrument.Range.Maximum - Instrument.Range.Minimum + 1);
}

internal static class QuestionnaireEndpoints
{
    private const string Address = "/studies/{study}/participants/{participant}/questionnaires/{instrument}";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, ShowAsync);
        pages.MapPost(Address, ScoreAsync);
    }

    private static async Task<IResult> ShowAsync(string study, string participant, string instrument, PageRequest request) =>
        await FindAsync(study, participant, instrument, request) is { } model ? PageRequest.Show<QuestionnairePage>(model) : request.NotFound();

    private static async Task<IResult> ScoreAsync(string study, string participant, string instrument, IFormCollection sent, PageRequest request)
    {
        if (await FindAsync(study, participant, instrument, request) is not { } model)
        {
            return request.NotFound();
        }

        var form = new FormReader(sent);
        ImmutableArray<int?> responses = [.. model.Instrument.Items.Select(item => Response(form, model.Instrument, item))];
        var at = model.Participant;
        var state = await request.RunAsync(form, context => request.Host.ExecuteAsync(
            at.Frame.Study, new ScoreQuestionnaire(at.Id, at.Baseline.Site, model.Instrument.Id, responses), context, request.Cancelled));
        return state is FormState.Done
            ? PageRequest.Done(at.Url(), "questionnaire")
            : PageRequest.Show<QuestionnairePage>(model with { Participant = at with { State = state } }, state);
    }

    private static int? Response(FormReader form, Instrument instrument, Item item)
    {
        var text = form.Text(item.Id);
        if (text.Length == 0)
        {
            return null;
        }

        var read = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && instrument.Range.Contains(number);
        form.Require(read, item.Id, $"Item {item.Number}: choose {instrument.Range.Minimum} to {instrument.Range.Maximum}, or not answered.");
        return number;
    }

    private static async Task<QuestionnaireModel?> FindAsync(string study, string participant, string instrument, PageRequest request) =>
        await ParticipantModel.FindAsync(request, study, participant, Roles.Clinic) is { } model && model.Instruments.FirstOrDefault(one => one.Id == instrument) is { } found
            ? new QuestionnaireModel(model, found)
            : null;
}
