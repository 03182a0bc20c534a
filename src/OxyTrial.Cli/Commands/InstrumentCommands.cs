using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using OxyTrial.Instruments;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial instrument score</c>.</summary>
internal static class InstrumentCommands
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var id = new Argument<string>("instrument") { Description = $"One of: {string.Join(", ", InstrumentCatalogue.All.Select(instrument => instrument.Id))}." };
        var responses = new Option<string>("--responses") { Description = "CSV without header: one participant a row, one item a column, empty = missing.", Required = true };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a row." };
        var score = new Command("score", "Score filled-in questionnaires.") { id, responses, json };
        score.SetAction(parsed => Score(parsed.GetValue(id)!, parsed.GetValue(responses)!, parsed.GetValue(json)));
        return new Command("instrument", "Score attachment questionnaires.") { score };
    }

    private static void Score(string id, string path, bool json)
    {
        if (!InstrumentCatalogue.TryGet(id, out var instrument))
        {
            throw new CommandLineException($"unknown instrument '{id}'; known: {string.Join(", ", InstrumentCatalogue.All.Select(known => known.Id))}.");
        }

        // All rows are read before one is printed: a bad cell in the last row must not leave half a result behind.
        var rows = Read(path).ToArray();
        foreach (var (row, number) in rows.Select((row, index) => (row, index + 1)))
        {
            Console.WriteLine(json ? JsonOf(instrument, row) : TextOf(instrument, row, number));
        }
    }

    private static IEnumerable<int?[]> Read(string path)
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
            if (string.IsNullOrWhiteSpace(csv.RawRecord))
            {
                continue;
            }

            yield return [.. (csv.Record ?? []).Select((cell, column) => Response(path, csv.RawRow, column + 1, cell))];
        }
    }

    private static int? Response(string path, int row, int column, string cell) =>
        cell.Length == 0 ? null
        : int.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var response) ? response
        : throw new CommandLineException($"{path}:{row}:{column}: '{cell}' is not a whole number; leave a missing response empty.");

    private static (IEnumerable<ScaleScore> Scores, string? Refusal) Scored(Instrument instrument, int?[] row) => instrument.Score(row).Match<(IEnumerable<ScaleScore>, string?)>(
        scored => (scored.Scales, null),
        unscorable => (unscorable.Scorable, string.Join(' ', unscorable.Refusals.Select(refusal => $"{(int)refusal.Kind} {refusal.Kind}: {refusal.Sentence}"))));

    private static string JsonOf(Instrument instrument, int?[] row)
    {
        var (scores, refusal) = Scored(instrument, row);
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Json))
        {
            writer.WriteStartObject();
            foreach (var scale in instrument.Scales)
            {
                writer.WritePropertyName(scale.Name);
                writer.WriteRawValue(Decimal(scores, scale) ?? "null");
            }

            writer.WriteNumber("missing", row.Count(response => response is null));
            writer.WriteString("refusal", refusal);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static string TextOf(Instrument instrument, int?[] row, int number)
    {
        var (scores, refusal) = Scored(instrument, row);
        var scales = instrument.Scales.Select(scale => $"{scale.Name} {Decimal(scores, scale) ?? "—"}");
        return $"{number}: {string.Join(", ", scales)}, missing {row.Count(response => response is null)}{(refusal is null ? string.Empty : $"; {refusal}")}";
    }

    private static string? Decimal(IEnumerable<ScaleScore> scores, Scale scale) =>
        scores.FirstOrDefault(score => score.Scale == scale.Name)?.ToDecimal().ToString("0.0000", CultureInfo.InvariantCulture);
}
