using System.Globalization;
using OxyTrial.Instruments;

namespace OxyTrial.Cli.Commands;

/// <summary>The catalogue as text: what each instrument gives, and its key.</summary>
internal static class InstrumentListing
{
    public static void Print()
    {
        foreach (var instrument in InstrumentCatalogue.All)
        {
            Console.WriteLine($"{instrument.Id}: {instrument.Title}, version {instrument.Version}");
            foreach (var line in instrument.Match(Of, Of, Of).Append($"source: {instrument.Source}").Concat(instrument.Remark is { } remark ? [$"remark: {remark}"] : []))
            {
                Console.WriteLine($"  {line}");
            }
        }
    }

    private static IEnumerable<string> Of(Questionnaire questionnaire)
    {
        var targets = questionnaire.Targets.ToArray();
        yield return Invariant($"gives scores: {questionnaire.Items.Length} items answered {questionnaire.Range.Minimum} to {questionnaire.Range.Maximum}")
            + (targets.Length == 0 ? string.Empty : $", asked about {string.Join(", ", targets)}; the global score is the mean over them");
        foreach (var scale in questionnaire.Scales.Where(scale => scale.Target is null || scale.Target == targets[0]))
        {
            var items = questionnaire.Items.Where(item => item.Scale == scale.Name).ToArray();
            var reversed = items.Where(item => item.Reversed).Select(item => Invariant($"{item.Number}")).ToArray();
            yield return $"{scale.Dimension}: mean of items {string.Join(' ', items.Select(item => Invariant($"{item.Number}")))}"
                + (reversed.Length == 0 ? ", none reversed" : $"; reversed {string.Join(' ', reversed)}") + Invariant($"; at most {scale.MaximumMissing} missing");
        }
    }

    private static IEnumerable<string> Of(PrototypeMeasure measure)
    {
        yield return Invariant($"gives a category: {measure.Prototypes.Length} prototypes rated {measure.Range.Minimum} to {measure.Range.Maximum}, the highest counts, a tie is settled by the one chosen as the best");
        yield return $"prototypes: {string.Join(", ", measure.Prototypes.Select(prototype => $"{prototype.Letter} {prototype.Category}"))}";
    }

    private static IEnumerable<string> Of(CodedInterview interview) =>
        [$"gives a category, entered by a certified coder: {string.Join(", ", interview.Categories.Select(category => category.Name))}"];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
