using System.Globalization;
using OxyTrial.Instruments;
using OxyTrial.Reports.Document;

namespace OxyTrial.Web.Documents;

/// <summary>
/// An instrument's blank paper form: items by number and canonical id, room for the licensed wording, and boxes for the answers. The
/// key is not on it: whoever answers must not see which items count the other way round, or what a prototype is called.
/// </summary>
public static class PaperForm
{
    /// <summary>Name of the report.</summary>
    public const string ReportName = "Paper form";

    /// <summary>Version of the report's definition.</summary>
    public const string ReportVersion = "1";

    private static readonly ReportBlock.Signatures Entered = new([new SignatureLine("Entered into the study's records")]);

    /// <summary>The form of an instrument, about the targets that it has.</summary>
    public static ReportDocument Build(Instrument instrument, ReportStamp stamp)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return new ReportDocument(instrument.Title, stamp, instrument.Match<IEnumerable<ReportBlock>>(Of, Of, Of));
    }

    private static IEnumerable<ReportBlock> Of(Questionnaire questionnaire)
    {
        var numbers = questionnaire.Items.GroupBy(item => item.Number).ToArray();
        string[] targets = [.. questionnaire.Targets];
        yield return Head(questionnaire, "Filled in on");
        yield return new ReportBlock.Paragraph(targets.Length == 0
            ? $"For each item, cross one number from {questionnaire.Range.Minimum} (disagree strongly) to {questionnaire.Range.Maximum} (agree strongly). An item may be left open."
            : $"For each item and each person, write one number from {questionnaire.Range.Minimum} (disagree strongly) to {questionnaire.Range.Maximum} (agree strongly). An item may be left open.");
        yield return Licensed;
        yield return new ReportBlock.ResponseGrid(
            $"{numbers.Length} items",
            targets.Length == 0 ? [string.Empty] : [.. targets.Select(Layout.Words.Sentence)],
            targets.Length == 0 ? [.. questionnaire.Range.Responses.Select(Text)] : [],
            [.. numbers.Select(number => new ResponseRow(Text(number.Key), targets.Length == 0 ? number.First().Id : $"{questionnaire.Id}-…-{number.Key:00}"))],
            WordingRoom.Sentence);
        yield return new ReportBlock.Together([new ReportBlock.Heading(2, "For the site"), Entered]);
    }

    private static IEnumerable<ReportBlock> Of(PrototypeMeasure measure)
    {
        yield return Head(measure, "Filled in on");
        yield return new ReportBlock.Paragraph($"For each description, cross one number from {measure.Range.Minimum} (not at all like me) to {measure.Range.Maximum} (very much like me). Rate all {measure.Prototypes.Length}.");
        yield return Licensed;
        yield return new ReportBlock.ResponseGrid(
            $"{measure.Prototypes.Length} descriptions",
            [string.Empty],
            [.. measure.Range.Responses.Select(Text)],
            [.. measure.Prototypes.Select(prototype => new ResponseRow(prototype.Letter, $"{measure.Id}, {prototype.Letter}"))],
            WordingRoom.Paragraph);
        yield return new ReportBlock.Together(
        [
            new ReportBlock.Heading(2, "The one that fits best"),
            new ReportBlock.Paragraph("Tick one only, also if several fit alike."),
            new ReportBlock.Checklist("The one that fits best", [.. measure.Prototypes.Select(prototype => new ChecklistItem($"Description {prototype.Letter}"))]),
            new ReportBlock.Heading(2, "For the site"),
            Entered,
        ]);
    }

    private static IEnumerable<ReportBlock> Of(CodedInterview interview)
    {
        yield return Head(interview, "Interviewed on");
        yield return new ReportBlock.Notice(NoticeKind.Information, "For the certified coder", ["The category is coded from the transcript. It is never derived from a questionnaire."]);
        yield return new ReportBlock.KeyValueList([new KeyValue("Transcript number", null), new KeyValue("Interviewer", null), new KeyValue("Coder's id", null), new KeyValue("Coded on", null)]);
        yield return new ReportBlock.Heading(2, "Category");
        yield return new ReportBlock.Paragraph("Tick one only.");
        yield return new ReportBlock.Checklist("Category", [.. interview.Categories.Select(category => new ChecklistItem(Layout.Words.Sentence(category.Name)))]);
        yield return new ReportBlock.Together([new ReportBlock.Heading(2, "Signatures"), new ReportBlock.Signatures([new SignatureLine("Coded by a certified coder"), new SignatureLine("Entered into the study's records")])]);
    }

    private static ReportBlock.KeyValueList Head(Instrument instrument, string when) => new(
    [
        new KeyValue("Participant identifier", null),
        new KeyValue("Site", null),
        new KeyValue(when, null),
        new KeyValue("Instrument", $"{instrument.Id}, version {instrument.Version}", instrument.Source),
    ]);

    private static ReportBlock.Notice Licensed { get; } = new(
        NoticeKind.Information, "Wording", ["The wording is its authors' and is not printed here. Paste the licensed wording into the rows: the numbers must be those of the version named above."]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
