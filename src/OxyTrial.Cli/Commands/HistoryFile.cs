using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace OxyTrial.Cli.Commands;

/// <summary>One participant of a history.</summary>
/// <param name="Where">File and row, for errors.</param>
/// <param name="Levels">Level by column name.</param>
/// <param name="Arm">Arm name.</param>
internal sealed record HistoryRow(string Where, IReadOnlyDictionary<string, string> Levels, string Arm);

/// <summary>A history with known arms: a header of factor names, last column <c>arm</c>.</summary>
internal static class HistoryFile
{
    private const string ArmColumn = "arm";

    /// <exception cref="CommandLineException">Not such a file; the row is named.</exception>
    public static IReadOnlyList<HistoryRow> Read(string path)
    {
        using var text = new StreamReader(path);
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.Trim, BadDataFound = null, IgnoreBlankLines = true });
        if (!csv.Read() || !csv.ReadHeader() || csv.HeaderRecord is not [.., ArmColumn] header || header.Distinct(StringComparer.Ordinal).Count() != header.Length)
        {
            throw new CommandLineException($"{path}: the first row names the factors, each once, and ends in '{ArmColumn}'.");
        }

        var rows = new List<HistoryRow>();
        while (csv.Read())
        {
            var where = $"{path}, row {csv.Parser.Row}";
            if (csv.Parser.Count != header.Length)
            {
                throw new CommandLineException($"{where}: {csv.Parser.Count} columns where the header has {header.Length}.");
            }

            var cells = csv.Parser.Record!;
            rows.Add(new HistoryRow(where, header[..^1].Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal), cells[^1]));
        }

        return rows;
    }
}
