using Npgsql;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>The journal's reading side over one connection, in whatever transaction that is in.</summary>
internal static class Queries
{
    public const string SelectHead = "SELECT position, hash, epoch, last_utc FROM journal.head WHERE study = $1";

    public const string SelectStudies = "SELECT study FROM journal.head WHERE position > 0";

    public const string SelectHeads = "SELECT position, hash, epoch, last_utc, study FROM journal.head WHERE position > 0";

    public const string SelectCommands =
        "SELECT command_id, request_digest, first_position, event_count, result FROM journal.command WHERE study = $1 AND command_id = ANY($2)";

    public const string SelectNewest =
        "SELECT position, hash, epoch, utc FROM journal.event WHERE study = $1 ORDER BY position DESC LIMIT 1";

    public static Task<List<JournalEntry>> StreamAsync(
        NpgsqlConnection connection, string study, string stream, long afterVersion, CancellationToken cancellationToken) => ListAsync(
        connection, $"SELECT {Rows.EntryColumns} FROM journal.event WHERE study = $1 AND stream = $2 AND version > $3 ORDER BY version",
        Rows.Entry, cancellationToken, study, stream, afterVersion);

    public static Task<List<JournalEntry>> StreamsAsync(
        NpgsqlConnection connection, string study, IReadOnlyCollection<StreamVersion> after, CancellationToken cancellationToken) => ListAsync(
        connection,
        $"""
        SELECT {Rows.EntryColumns} FROM unnest($2, $3) AS asked (name, known)
        JOIN journal.event ON study = $1 AND stream = asked.name AND version > asked.known ORDER BY position
        """,
        Rows.Entry, cancellationToken, study, after.Select(stream => stream.Stream).ToArray(), after.Select(stream => stream.Version).ToArray());

    public static Task<List<JournalEntry>> AllAsync(
        NpgsqlConnection connection, string study, long afterPosition, int take, CancellationToken cancellationToken) => ListAsync(
        connection, $"SELECT {Rows.EntryColumns} FROM journal.event WHERE study = $1 AND position > $2 ORDER BY position LIMIT $3",
        Rows.Entry, cancellationToken, study, afterPosition, take);

    public static Task<List<JournalEntry>> AllAsync(
        NpgsqlConnection connection, IReadOnlyCollection<JournalHead> after, int take, CancellationToken cancellationToken) => ListAsync(
        connection,
        $"""
        SELECT newer.* FROM unnest($1, $2) AS asked (name, known)
        CROSS JOIN LATERAL (SELECT {Rows.EntryColumns} FROM journal.event WHERE study = asked.name AND position > asked.known ORDER BY position LIMIT $3) AS newer
        ORDER BY study, position
        """,
        Rows.Entry, cancellationToken, after.Select(head => head.Study).ToArray(), after.Select(head => head.Position).ToArray(), take);

    public static async Task<JournalHead> HeadAsync(NpgsqlConnection connection, string study, CancellationToken cancellationToken) =>
        (await ListAsync(connection, SelectHead, row => Rows.Head(row, study), cancellationToken, study).ConfigureAwait(false)).SingleOrDefault()
            ?? JournalHead.Empty(study);

    // The database orders by UTF-8 bytes, which is another order above U+FFFF.
    public static async Task<IReadOnlyList<string>> StudiesAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken) =>
        [.. (await ListAsync(connection, sql, row => row.GetString(0), cancellationToken).ConfigureAwait(false)).Order(StringComparer.Ordinal)];

    public static async Task<IReadOnlyList<JournalHead>> HeadsAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        [.. (await ListAsync(connection, SelectHeads, row => Rows.Head(row, row.GetString(4)), cancellationToken).ConfigureAwait(false)).OrderBy(head => head.Study, StringComparer.Ordinal)];

    /// <summary>Those of the commands that are stored, whole.</summary>
    public static async Task<List<StoredCommand>> CommandsAsync(
        NpgsqlConnection connection, string study, string[] commandIds, CancellationToken cancellationToken)
    {
        var commands = await ListAsync(connection, SelectCommands, row => Rows.Command(row, study), cancellationToken, study, commandIds).ConfigureAwait(false);
        return await WithClaimsAsync(connection, commands, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The commands with what they claimed, in canonical order.</summary>
    public static async Task<List<StoredCommand>> WithClaimsAsync(
        NpgsqlConnection connection, List<StoredCommand> commands, CancellationToken cancellationToken)
    {
        if (commands.Count == 0)
        {
            return commands;
        }

        var claims = (await ListAsync(
                connection, "SELECT command_id, kind, key FROM journal.claim WHERE study = $1 AND command_id = ANY($2)",
                row => (CommandId: row.GetString(0), Claim: new Claim(row.GetString(1), row.GetString(2))), cancellationToken,
                commands[0].Study, commands.Select(command => command.CommandId).ToArray()).ConfigureAwait(false))
            .ToLookup(row => row.CommandId, row => row.Claim, StringComparer.Ordinal);
        return commands.ConvertAll(command => command with { Claims = ClaimOrder.Sort([.. claims[command.CommandId]]) });
    }

    public static async Task<List<T>> ListAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] values)
    {
#pragma warning disable CA2100 // Every text is a constant of this project; values are parameters.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.AddRange(Parameters(values));
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await RowsAsync(reader, read, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public static async Task<List<T>> RowsAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>One statement of a batch, its parameters $1, $2 … in order.</summary>
    public static NpgsqlBatchCommand Statement(string sql, params object[] values)
    {
        var statement = new NpgsqlBatchCommand(sql);
        statement.Parameters.AddRange(Parameters(values));
        return statement;
    }

    private static NpgsqlParameter[] Parameters(object[] values) => Array.ConvertAll(values, value => new NpgsqlParameter { Value = value });
}
