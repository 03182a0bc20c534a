using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using OxyTrial.Instruments;

namespace OxyTrial.Cli.Commands;

/// <summary>Filled-in instruments from a file to scores, a row at a time.</summary>
internal static class InstrumentScoring
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints every row; the exit code tells whether all could be scored.</summary>
    public static int Score(Instrument instrument, string path, bool json)
    {
        // All rows are read before one is printed: a bad cell in the last row must not leave half a result behind.
        var results = instrument.Match<Func<IEnumerable<Result>>>(
            questionnaire => () => Rows(path).Select(row => ResultOf(questionnaire, [.. row.Cells.Select((cell, column) => Response(path, row.Line, column + 1, cell))])),
            measure => () => Rows(path).Select(row => ResultOf(path, measure, row)),
            interview => throw new CommandLineException($"the category of {interview.Id} is a certified coder's and is entered, not scored; use {string.Join(", ", InstrumentCatalogue.All.Where(other => other is not CodedInterview).Select(other => other.Id))}."))()
            .ToArray();
        if (results.Length == 0)
        {
            throw new CommandLineException($"{path}: there is no row; write one participant a row, one item a column.");
        }

        foreach (var (number, result) in results.Index())
        {
            Console.WriteLine(json ? JsonOf(result) : TextOf(result, number + 1));
        }

        return results.All(result => result.Refusals.IsEmpty) ? ExitCode.Done : ExitCode.Differs;
    }

    private static IEnumerable<(int Line, string[] Cells)> Rows(string path)
    {
        using var text = new StreamReader(path);
        var started = 1;
        using var csv = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false, TrimOptions = TrimOptions.Trim, IgnoreBlankLines = false,
            BadDataFound = _ => throw new CommandLineException($"{path}:{started}: unbalanced quotes"),
        });

        // A quote that is not closed swallows the lines behind it: the row is named by its first line. For that, blank lines have to
        // be rows here, and are passed over below.
        for (; csv.Read(); started = csv.RawRow + 1)
        {
            if (!string.IsNullOrWhiteSpace(csv.RawRecord))
            {
                yield return (csv.RawRow, csv.Record ?? []);
            }
        }
    }

    private static int? Response(string path, int row, int column, string cell) =>
        cell.Length == 0 ? null
        : int.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var response) ? response
        : throw new CommandLineException($"{path}:{row}:{column}: '{cell}' is not a whole number; leave a missing response empty.");

    private static Result ResultOf(Questionnaire questionnaire, int?[] row)
    {
        var (scores, refusals) = questionnaire.Score(row).Match<(ImmutableArray<ScaleScore>, ImmutableArray<ScoreRefusal>)>(scored => (scored.Scales, []), unscorable => (unscorable.Scorable, unscorable.Refusals));
        string[] targets = [.. questionnaire.Targets];
        var scales = questionnaire.Scales.Select(scale => (scale.Name, Text(scores.FirstOrDefault(score => score.Scale == scale.Name)?.Value)));
        var means = targets.Length == 0 ? [] : questionnaire.Dimensions.Select(dimension => (dimension, Text(ExactScore.On(scores, dimension, [.. targets]))));
        return new Result([.. scales, .. means], row.Count(response => response is null), refusals);
    }

    private static Result ResultOf(string path, PrototypeMeasure measure, (int Line, string[] Cells) row)
    {
        var ratings = row.Cells.Take(measure.Prototypes.Length).Select((cell, column) => Response(path, row.Line, column + 1, cell)).ToArray();
        var choice = row.Cells.Skip(measure.Prototypes.Length).ToArray();
        if (choice.Length > 1)
        {
            throw new CommandLineException($"{path}:{row.Line}: {row.Cells.Length} columns; {measure.Id} has {measure.Prototypes.Length} ratings and the one chosen as the best.");
        }

        var (category, models, refusals) = measure.Rate(ratings, choice.FirstOrDefault()).Match<(Category?, PrototypeModels?, ImmutableArray<ScoreRefusal>)>(
            rated => (rated.Category, rated.Models, []), unratable => (null, unratable.Models, unratable.Refusals));
        return new Result(
            [("category", category is null ? null : $"\"{category.Name}\""), ("self", models?.Self.ToString(CultureInfo.InvariantCulture)), ("other", models?.Other.ToString(CultureInfo.InvariantCulture))],
            ratings.Count(rating => rating is null),
            refusals);
    }

    private static string JsonOf(Result result)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Json))
        {
            writer.WriteStartObject();
            foreach (var (name, json) in result.Values)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(json ?? "null");
            }

            writer.WriteNumber("missing", result.Missing);
            writer.WriteString("refusal", result.Refusal);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static string TextOf(Result result, int number) =>
        $"{number}: {string.Join(", ", result.Values.Select(value => $"{value.Name} {value.Json?.Trim('"') ?? "—"}"))}, missing {result.Missing}{(result.Refusal is { } refusal ? $"; {refusal}" : string.Empty)}";

    private static string? Text(ExactScore? score) => score?.ToDecimal().ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>A row's outcome; values as JSON, null where there is none.</summary>
    private sealed record Result(ImmutableArray<(string Name, string? Json)> Values, int Missing, ImmutableArray<ScoreRefusal> Refusals)
    {
        public string? Refusal => Refusals.IsEmpty ? null : string.Join(' ', Refusals.Select(refusal => $"{(int)refusal.Kind} {refusal.Kind}: {refusal.Sentence}"));
    }
}
