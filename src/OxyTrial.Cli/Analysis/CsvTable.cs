using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace OxyTrial.Cli.Analysis;

/// <summary>A row of a table; a place in it is "file:line:column".</summary>
internal sealed record CsvRow(CsvTable Table, int Line, string[] Cells)
{
    public string this[int column] => Cells[column];

    public string Where(int column) => $"{Table.Path}:{Line}:{column + 1}";
}

/// <summary>A CSV file with a header of distinct names; it is read whole before anything is made of it.</summary>
internal sealed class CsvTable
{
    private readonly string[] _header;

    private CsvTable(string path, string[] header) => (Path, _header) = (path, header);

    public string Path { get; }

    public IReadOnlyList<CsvRow> Rows { get; private set; } = [];

    /// <exception cref="CommandLineException">Not such a file; line and column are named.</exception>
    public static CsvTable Read(string path)
    {
        using var text = new StreamReader(path);
        var line = 1;
        using var csv = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false, TrimOptions = TrimOptions.Trim, IgnoreBlankLines = false,
            BadDataFound = _ => throw new CommandLineException($"{path}:{line}: unbalanced quotes."),
        });
        CsvTable? table = null;
        var rows = new List<CsvRow>();
        for (; csv.Read(); line = csv.RawRow + 1)
        {
            if (string.IsNullOrWhiteSpace(csv.RawRecord))
            {
                continue;
            }

            if (table is null)
            {
                table = new CsvTable(path, Header(path, line, csv.Record!));
                continue;
            }

            rows.Add(Row(table, line, csv.Record!));
        }

        table = table ?? throw new CommandLineException($"{path}:1: the file is empty; its first row names the columns.");
        table.Rows = rows;
        return table;
    }

    public int? Find(string column) => Array.IndexOf(_header, column) is var index and >= 0 ? index : null;

    /// <exception cref="CommandLineException">There is no such column.</exception>
    public int Column(string column) => Find(column)
        ?? throw new CommandLineException($"{Path}:1: column '{column}' is missing; there are {string.Join(", ", _header)}.");

    private static string[] Header(string path, int line, string[] header)
    {
        for (var column = 0; column < header.Length; column++)
        {
            if (header[column].Length == 0 || Array.IndexOf(header, header[column]) < column)
            {
                throw new CommandLineException($"{path}:{line}:{column + 1}: the first row names every column once; '{header[column]}' is empty or there twice.");
            }
        }

        return header;
    }

    private static CsvRow Row(CsvTable table, int line, string[] cells) => cells.Length == table._header.Length
        ? new CsvRow(table, line, cells)
        : throw new CommandLineException($"{table.Path}:{line}:{Math.Min(cells.Length, table._header.Length) + 1}: {cells.Length} cells where the header has {table._header.Length}.");
}
