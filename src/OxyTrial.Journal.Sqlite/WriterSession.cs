using Microsoft.Data.Sqlite;

namespace OxyTrial.Journal.Sqlite;

/// <summary>
/// The writing connection with what it knows of the file. The process lock makes it the only writer, so heads and
/// versions it has seen stay true until it changes them itself; after any fault the session is thrown away and with it
/// everything it believed.
/// </summary>
internal sealed class WriterSession : IAppendState, IDisposable
{
    private const int MaximumVersions = 100_000;
    private readonly Reads _reads;
    private readonly Dictionary<string, JournalHead> _heads = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Study, string Stream), long> _versions = [];
    private readonly HashSet<string> _moved = new(StringComparer.Ordinal);

    public WriterSession(string path) => _reads = new Reads(Connections.OpenWriter(path));

    public SqliteTransaction Begin()
    {
        if (_versions.Count > MaximumVersions)
        {
            _versions.Clear();
        }

        _moved.Clear();
        return _reads.Transaction = _reads.Connection.BeginTransaction(deferred: false);
    }

    /// <summary>Decides one append against everything before it in this transaction, and inserts its rows.</summary>
    public AppendOutcome Append(AppendRequest request)
    {
        var decision = AppendDecision.Decide(request, this);
        if (decision is { Command: { } command, Head: { } head, Outcome: AppendOutcome.Written written })
        {
            Insert(command);
            foreach (var entry in written.Entries)
            {
                Insert(entry);
                _versions[(entry.Study, entry.Stream)] = entry.Version;
            }

            _heads[head.Study] = head;
            _moved.Add(head.Study);
        }

        return decision.Outcome;
    }

    /// <summary>Writes the heads that this transaction moved, and answers them.</summary>
    public IReadOnlyList<JournalHead> MoveHeads()
    {
        JournalHead[] moved = [.. _moved.Select(study => _heads[study])];
        foreach (var head in moved)
        {
            object[] values = [head.Study, head.Position, head.Hash, head.Epoch, UtcText.Format(head.LastUtc)];
            var updated = _reads.Statement("UPDATE head SET position = $2, hash = $3, epoch = $4, last_utc = $5 WHERE study = $1", values).ExecuteNonQuery();
            if (updated == 0)
            {
                Insert("INSERT INTO head (study, position, hash, epoch, last_utc) VALUES ($1, $2, $3, $4, $5)", values);
            }
        }

        return moved;
    }

    public StoredCommand? FindCommand(string study, string commandId) => _reads.Command(study, commandId);

    public JournalHead Head(string study)
    {
        if (!_heads.TryGetValue(study, out var head))
        {
            _heads[study] = head = TrustedHead(study);
        }

        return head;
    }

    public long VersionOf(string study, string stream)
    {
        if (!_versions.TryGetValue((study, stream), out var version))
        {
            _versions[(study, stream)] = version = _reads.VersionOf(study, stream);
        }

        return version;
    }

    public bool IsClaimed(string study, Claim claim) => _reads.IsClaimed(study, claim);

    public void Dispose() => _reads.Dispose();

    // The chain goes on from the head, so before the first append it must be what the newest event says.
    private JournalHead TrustedHead(string study)
    {
        var head = _reads.Head(study);
        var newest = _reads.Newest(study) is { } entry ? JournalHead.Of(entry) : JournalHead.Empty(study);
        var agrees = head.Position == newest.Position && head.Epoch == newest.Epoch && head.LastUtc == newest.LastUtc
            && head.Hash.AsSpan().SequenceEqual(newest.Hash);
        return agrees
            ? head
            : throw new JournalDamagedException(new JournalDifference(study, newest.Position, "head", "differs from the newest event"));
    }

    private void Insert(StoredCommand command)
    {
        Insert(
            "INSERT INTO command (study, command_id, request_digest, first_position, event_count, result) VALUES ($1, $2, $3, $4, $5, $6)",
            command.Study, command.CommandId, command.RequestDigest, command.FirstPosition, command.EventCount, command.Result);
        foreach (var claim in command.Claims)
        {
            Insert(
                "INSERT INTO claim (study, kind, key, command_id) VALUES ($1, $2, $3, $4)",
                command.Study, claim.Kind, claim.Key, command.CommandId);
        }
    }

    private void Insert(JournalEntry entry) => Insert(
        $"INSERT INTO event ({Rows.EntryColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        entry.Study, entry.Epoch, entry.Position, entry.Stream, entry.Version, entry.Type, entry.SchemaVersion,
        UtcText.Format(entry.Utc), entry.Actor, entry.CommandId, entry.CommandDigest, entry.Body, entry.Hash);

    private void Insert(string sql, params ReadOnlySpan<object> values) => _reads.Statement(sql, values).ExecuteNonQuery();
}
