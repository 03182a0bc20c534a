using Npgsql;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>Moments around a commit at which a test may make the writer fail.</summary>
internal enum CommitMoment
{
    Before,
    AfterButUnacknowledged,
}

/// <summary>The commit was sent and not answered: whether it is done is not known.</summary>
internal sealed class CommitUnansweredException(Exception cause) : Exception("The commit was not answered.", cause);

/// <summary>
/// Appends of one study in one transaction. It locks the study's head first; each later statement then sees everything committed by those
/// who held the lock before, which is what makes the decision safe with any number of writing processes.
/// </summary>
internal sealed class GroupTransaction(NpgsqlDataSource pool, string study, Action<CommitMoment>? fault)
{
    private const int MaximumStatementBytes = 8 << 20;
    private const int MaximumStatementRows = 4096;

    // Each stream by itself, by the end of its index: a hot stream may have any number of versions.
    private const string SelectVersions = """
        SELECT asked.stream, coalesce((
            SELECT e.version FROM journal.event e WHERE e.study = $1 AND e.stream = asked.stream ORDER BY e.version DESC LIMIT 1), 0)
        FROM unnest($2) AS asked (stream)
        """;

    private const string SelectClaims = """
        SELECT c.kind, c.key FROM unnest($2, $3) AS asked (kind, key)
        JOIN journal.claim c ON c.study = $1 AND c.kind = asked.kind AND c.key = asked.key
        """;

    private const string InsertCommands = """
        INSERT INTO journal.command (study, command_id, request_digest, first_position, event_count, result)
        SELECT $1, * FROM unnest($2, $3, $4, $5, $6)
        """;

    private const string InsertEvents = $"""
        INSERT INTO journal.event (study, epoch, position, stream, version, type, schema_version, utc, actor, command_id, command_digest, body, hash)
        SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """;

    private const string InsertClaims = "INSERT INTO journal.claim (study, kind, key, command_id) SELECT $1, * FROM unnest($2, $3, $4)";

    // From another position than the locked one it moves nowhere: no position is refused by the column, and so is the whole transaction.
    private const string MoveHead = """
        UPDATE journal.head SET position = CASE position WHEN $2 THEN $3 END, hash = $4, epoch = $5, last_utc = $6 WHERE study = $1
        """;

    /// <summary>Decides and stores the appends; answers their outcomes in order, once they are durable, and the head after them.</summary>
    /// <exception cref="JournalUnavailableException">Nothing was stored.</exception>
    /// <exception cref="JournalDamagedException">Nothing was stored.</exception>
    /// <exception cref="CommitUnansweredException">What was to be stored may be.</exception>
    public Task<(IReadOnlyList<AppendOutcome> Outcomes, JournalHead Head)> RunAsync(IReadOnlyList<AppendRequest> requests) => Connections.UseAsync(
        pool, connection => RunAsync(connection, requests), CancellationToken.None);

    private async Task<(IReadOnlyList<AppendOutcome> Outcomes, JournalHead Head)> RunAsync(NpgsqlConnection connection, IReadOnlyList<AppendRequest> requests)
    {
        // Sent with the first batch. One that was not committed is rolled back when it is disposed of.
        var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            if (await LockAsync(connection, requests).ConfigureAwait(false) is { } group)
            {
                AppendOutcome[] outcomes = [.. requests.Select(group.Append)];
                if (group.Entries.Count > 0)
                {
                    await StoreAsync(connection, group).ConfigureAwait(false);
                }

                return (outcomes, group.After);
            }
        }

        await MakeHeadAsync(connection).ConfigureAwait(false);
        return await RunAsync(connection, requests).ConfigureAwait(false);
    }

    // One round trip. Each statement of the batch is run, with a view of its own, after the one before it: after the lock is held.
    private async Task<Group?> LockAsync(NpgsqlConnection connection, IReadOnlyList<AppendRequest> requests)
    {
        Claim[] asked = [.. requests.SelectMany(request => request.Claims).Distinct()];
        string[] streams = [.. requests.SelectMany(request => request.ExpectedVersions).Select(expected => expected.Stream).Distinct(StringComparer.Ordinal)];
        string[] commandIds = [.. requests.Select(request => request.CommandId).Distinct(StringComparer.Ordinal)];
        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Queries.Statement(Queries.SelectHead + " FOR UPDATE", study),
                Queries.Statement(Queries.SelectNewest, study),
                Queries.Statement(Queries.SelectCommands, study, commandIds),
                Queries.Statement(SelectVersions, study, streams),
                Queries.Statement(SelectClaims, study, Array.ConvertAll(asked, c => c.Kind), Array.ConvertAll(asked, c => c.Key)),
            },
        };
        JournalHead? head;
        JournalHead newest;
        List<StoredCommand> commands;
        List<StreamVersion> versions;
        List<Claim> claims;
        await using (batch.ConfigureAwait(false))
        {
            var reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                head = (await Queries.RowsAsync(reader, row => Rows.Head(row, study), default).ConfigureAwait(false)).SingleOrDefault();
                newest = (await NextAsync(reader, row => Rows.Head(row, study)).ConfigureAwait(false)).SingleOrDefault() ?? JournalHead.Empty(study);
                commands = await NextAsync(reader, row => Rows.Command(row, study)).ConfigureAwait(false);
                versions = await NextAsync(reader, row => new StreamVersion(row.GetString(0), row.GetInt64(1))).ConfigureAwait(false);
                claims = await NextAsync(reader, row => new Claim(row.GetString(0), row.GetString(1))).ConfigureAwait(false);
            }
        }

        if (head is null)
        {
            return null;
        }

        EnsureTrusted(head, newest);
        return new Group(head, await Queries.WithClaimsAsync(connection, commands, default).ConfigureAwait(false), versions, claims);
    }

    // The rows and their commit in one round trip: the lock is held for one less, and what waits for it is every other node.
    private async Task StoreAsync(NpgsqlConnection connection, Group group)
    {
        var batch = new NpgsqlBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var statement in Statements(group))
            {
                batch.BatchCommands.Add(statement);
            }

            var commit = new NpgsqlBatchCommand("COMMIT");
            batch.BatchCommands.Add(commit);
            try
            {
                fault?.Invoke(CommitMoment.Before);
                await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
                fault?.Invoke(CommitMoment.AfterButUnacknowledged);
            }
            catch (PostgresException refused) when (refused is { InvariantSeverity: "ERROR", BatchCommand: { } statement } && statement != commit)
            {
                // A statement before the commit was refused, and with it everything. Under the lock no row can stand in the way, unless it
                // came in without the head knowing of it.
                throw refused.SqlState.StartsWith("23", StringComparison.Ordinal)
                    ? Damage(group.Before, $"{refused.TableName}", $"holds rows that the head does not know of, or changed under its lock ({refused.ConstraintName ?? refused.ColumnName})")
                    : Connections.Told(pool, refused);
            }
#pragma warning disable CA1031 // Whatever else it was, nobody can say any more whether the database got as far as the commit.
            catch (Exception cause)
#pragma warning restore CA1031
            {
                throw new CommitUnansweredException(cause);
            }
        }
    }

    // Not the appends' own transaction: when two make the row at once, one of them is refused by the key, and it is there all the same.
    private async Task MakeHeadAsync(NpgsqlConnection connection)
    {
        var empty = JournalHead.Empty(study);
        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Queries.Statement(
                    "INSERT INTO journal.head (study, position, hash, epoch, last_utc) VALUES ($1, $2, $3, $4, $5)",
                    study, empty.Position, empty.Hash, empty.Epoch, UtcText.Format(empty.LastUtc)),
            },
        };
        await using (batch.ConfigureAwait(false))
        {
            try
            {
                await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
            }
            catch (PostgresException exists) when (exists.SqlState == PostgresErrorCodes.UniqueViolation)
            {
            }
        }
    }

    private IEnumerable<NpgsqlBatchCommand> Statements(Group group)
    {
        foreach (var commands in Chunks(group.Commands, command => command.Result.Length))
        {
            yield return Queries.Statement(
                InsertCommands, study, Column(commands, c => c.CommandId), Column(commands, c => c.RequestDigest), Column(commands, c => c.FirstPosition),
                Column(commands, c => c.EventCount), Column(commands, c => c.Result));
        }

        foreach (var entries in Chunks(group.Entries, entry => entry.Body.Length))
        {
            yield return Queries.Statement(
                InsertEvents, study, Column(entries, e => e.Epoch), Column(entries, e => e.Position), Column(entries, e => e.Stream),
                Column(entries, e => e.Version), Column(entries, e => e.Type), Column(entries, e => e.SchemaVersion),
                Column(entries, e => UtcText.Format(e.Utc)), Column(entries, e => e.Actor), Column(entries, e => e.CommandId),
                Column(entries, e => e.CommandDigest), Column(entries, e => e.Body), Column(entries, e => e.Hash));
        }

        var claims = group.Commands.SelectMany(command => command.Claims.Select(claim => (claim.Kind, claim.Key, command.CommandId))).ToList();
        if (claims.Count > 0)
        {
            yield return Queries.Statement(
                InsertClaims, study, Column(claims, c => c.Kind), Column(claims, c => c.Key), Column(claims, c => c.CommandId));
        }

        var head = group.After;
        yield return Queries.Statement(MoveHead, study, group.Before.Position, head.Position, head.Hash, head.Epoch, UtcText.Format(head.LastUtc));
    }

    private static IEnumerable<List<T>> Chunks<T>(List<T> rows, Func<T, int> bytes)
    {
        var chunk = new List<T>();
        var size = 0;
        foreach (var row in rows)
        {
            if (chunk.Count == MaximumStatementRows || (chunk.Count > 0 && size + bytes(row) > MaximumStatementBytes))
            {
                yield return chunk;
                (chunk, size) = ([], 0);
            }

            chunk.Add(row);
            size += bytes(row);
        }

        yield return chunk;
    }

    private static TValue[] Column<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value) => [.. rows.Select(value)];

    private static async Task<List<T>> NextAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read)
    {
        await reader.NextResultAsync().ConfigureAwait(false);
        return await Queries.RowsAsync(reader, read, default).ConfigureAwait(false);
    }

    // The chain goes on from the head, so it must be what the newest event says.
    private static void EnsureTrusted(JournalHead head, JournalHead newest)
    {
        var agrees = head.Position == newest.Position && head.Epoch == newest.Epoch && head.LastUtc == newest.LastUtc
            && head.Hash.AsSpan().SequenceEqual(newest.Hash);
        if (!agrees)
        {
            throw Damage(newest, "head", "differs from the newest event");
        }
    }

    private static JournalDamagedException Damage(JournalHead at, string field, string message) =>
        new(new JournalDifference(at.Study, at.Position, field, message));
}
