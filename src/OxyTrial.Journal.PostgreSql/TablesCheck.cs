using System.Reflection;
using System.Text;
using Npgsql;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>
/// Compares the journal's schema as the database has it — columns, constraints, indices, triggers, functions — with how this version's
/// migrations make it. A unique key that somebody dropped, or a trigger that is switched off, is a promise less.
/// </summary>
internal static class TablesCheck
{
    // A trigger of a foreign key has no name worth keeping, and is told only when it is off.
    private const string Describe = """
        SELECT format('%s.%s %s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' not null' END,
            CASE WHEN a.attcollation = '"C"'::regcollation THEN ' collate C' END)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'journal'::regnamespace AND c.relkind = 'r'
        UNION ALL
        SELECT format('%s %s%s', conrelid::regclass, pg_get_constraintdef(oid), CASE WHEN NOT convalidated THEN ' not valid' END)
        FROM pg_constraint WHERE connamespace = 'journal'::regnamespace AND contype IN ('p', 'u', 'f', 'c')
        UNION ALL
        SELECT pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'journal'::regnamespace
        UNION ALL
        SELECT pg_get_triggerdef(t.oid) || CASE t.tgenabled WHEN 'O' THEN '' ELSE ' switched off' END
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'journal'::regnamespace AND NOT t.tgisinternal
        UNION ALL
        SELECT format('foreign key of %s switched off', t.tgrelid::regclass)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'journal'::regnamespace AND t.tgisinternal AND t.tgenabled <> 'O'
        UNION ALL
        SELECT format('%s %s', oid::regprocedure, encode(sha256(convert_to(prosrc, 'UTF8')), 'hex'))
        FROM pg_proc WHERE pronamespace = 'journal'::regnamespace
        """;

    /// <summary>The lines of this version, as the file beside the migrations has them.</summary>
    public static IReadOnlyList<string> Expected { get; } = Load();

    /// <summary>The lines of a database, in ordinal order.</summary>
    public static async Task<IReadOnlyList<string>> LinesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        [.. (await Queries.ListAsync(connection, Describe, row => row.GetString(0), cancellationToken).ConfigureAwait(false)).Order(StringComparer.Ordinal)];

    /// <summary>What differs, or null.</summary>
    public static async Task<string?> DifferenceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var lines = await LinesAsync(connection, cancellationToken).ConfigureAwait(false);
        var differences = Expected.Except(lines).Select(line => $"missing: {line}").Concat(lines.Except(Expected).Select(line => $"added: {line}")).ToList();
        return differences.Count == 0 ? null : $"not as this version makes them: {string.Join("; ", differences)}";
    }

    private static string[] Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("tables.txt");
        using var reader = new StreamReader(stream!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
