using System.Globalization;
using Microsoft.Data.Sqlite;

namespace OxyTrial.TwinTrials.Observation;

/// <summary>Every row of every table of a database file, one line each.</summary>
internal static class DatabaseRows
{
    /// <summary>Lines in order of table and row.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(string file, CancellationToken cancellation)
    {
        await using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        await database.OpenAsync(cancellation);
        var lines = new List<string>();
        foreach (var table in await ColumnAsync(database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", cancellation))
        {
            await ReadTableAsync(database, table, lines, cancellation);
        }

        return lines;
    }

    private static async Task ReadTableAsync(SqliteConnection database, string table, List<string> lines, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand();

        command.CommandText = $"SELECT * FROM \"{table}\"";

        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            var fields = Enumerable.Range(0, rows.FieldCount).Where(field => !Exclusions.IsExcludedColumn(rows.GetName(field))).Select(field => $"{rows.GetName(field)}={Text(rows.GetValue(field))}");
            lines.Add($"{table}: {string.Join(", ", fields)}");
        }
    }

    private static async Task<IReadOnlyList<string>> ColumnAsync(SqliteConnection database, string query, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand();
        command.CommandText = query;
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var values = new List<string>();
        while (await rows.ReadAsync(cancellation))
        {
            values.Add(rows.GetString(0));
        }

        return values;
    }

    private static string Text(object value) => value is byte[] bytes ? Convert.ToHexStringLower(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
}
