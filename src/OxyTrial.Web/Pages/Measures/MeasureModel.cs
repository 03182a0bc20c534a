using System.Collections.Immutable;
using System.Globalization;
using OxyTrial.Instruments;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Pages.Participants;

namespace OxyTrial.Web.Pages.Measures;

/// <summary>An instrument's entry page for one participant; item numbers and ids only, the wording is licensed.</summary>
/// <param name="Participant">For whom.</param>
/// <param name="Instrument">Which, about the targets that the study needs.</param>
public abstract record MeasureModel(ParticipantModel Participant, Instrument Instrument)
{
    /// <summary>Address of the blank paper form.</summary>
    public string PaperUrl => Participant.Frame.Url($"/instruments/{Instrument.Id}/form");

    /// <summary>A response as it was sent, when it was; null = not answered or nothing that could be an answer.</summary>
    private protected int? Sent(string field, ResponseRange range) =>
        Participant.State is FormState.Sent sent && int.TryParse(sent.Values[field], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && range.Contains(number) ? number : null;
}

/// <summary>A questionnaire to fill in.</summary>
public sealed record QuestionnaireModel(ParticipantModel Participant, Questionnaire Questionnaire) : MeasureModel(Participant, Questionnaire)
{
    /// <summary>What the entries so far come to.</summary>
    public QuestionnaireScores Scores => QuestionnaireScores.Of(Participant.Spec, Questionnaire, [.. Questionnaire.Items.Select(item => Sent(item.Id, Questionnaire.Range))]);
}

/// <summary>Prototypes to rate.</summary>
public sealed record PrototypesModel(ParticipantModel Participant, PrototypeMeasure Measure) : MeasureModel(Participant, Measure)
{
    /// <summary>Field of the prototype chosen as the best.</summary>
    public const string ChoiceField = "choice";

    /// <summary>What the entries so far come to.</summary>
    public PrototypeScores Scores => PrototypeScores.Of(
        Participant.Spec,
        Measure,
        [.. Measure.Prototypes.Select(prototype => Sent(prototype.Id, Measure.Range))],
        (Participant.State as FormState.Sent)?.Values[ChoiceField].ToString() is { Length: > 0 } choice && Measure.FindCategory(choice) is not null ? choice : null);
}

/// <summary>A coder's category to enter.</summary>
public sealed record CodingModel(ParticipantModel Participant, CodedInterview Interview) : MeasureModel(Participant, Interview);
