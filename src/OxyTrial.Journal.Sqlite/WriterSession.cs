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
    private readonly HashSet<string> _stored = new(StringComparer.Ordinal);
    private readonly HashSet<string> _moved = new(StringComparer.Ordinal);
    private Statement? _begin, _commit, _insertCommand, _insertClaim, _insertEvent, _insertHead, _moveHead;

    public WriterSession(string path) => _reads = new Reads(Connections.OpenWriter(path));

    /// <summary>Begins a transaction; a session that does not commit it must be thrown away.</summary>
    public void Begin()
    {
        if (_versions.Count > MaximumVersions)
        {
            _versions.Clear();
        }

        _moved.Clear();
        _reads.Prepared(ref _begin, "BEGIN IMMEDIATE").Run();
    }

    /// <summary>Returns when the transaction is durable.</summary>
    public void Commit() => _reads.Prepared(ref _commit, "COMMIT").Run();

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
            // In one of two ways, and a study that has no head yet has no event before these either.
            var statement = _stored.Add(head.Study)
                ? _reads.Prepared(ref _insertHead, "INSERT INTO head (position, hash, epoch, last_utc, study) VALUES ($1, $2, $3, $4, $5)")
                : _reads.Prepared(ref _moveHead, "UPDATE head SET position = $1, hash = $2, epoch = $3, last_utc = $4 WHERE study = $5");
            statement.With(head.Position).With(head.Hash).With(head.Epoch).With(UtcText.Format(head.LastUtc)).With(head.Study).Run();
        }

        return moved;
    }

    public StoredCommand? FindCommand(string study, string commandId) => _reads.Command(study, commandId);

    public JournalHead Head(string study)
    {
        if (!_heads.TryGetValue(study, out var head))
        {
            _heads[study] = head = TrustedHead(study);
            if (head.Position > 0)
            {
                _stored.Add(study);
            }
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
        _reads.Prepared(ref _insertCommand, "INSERT INTO command (study, command_id, request_digest, first_position, event_count, result) VALUES ($1, $2, $3, $4, $5, $6)")
            .With(command.Study).With(command.CommandId).With(command.RequestDigest).With(command.FirstPosition).With(command.EventCount).With(command.Result)
            .Run();
        foreach (var claim in command.Claims)
        {
            _reads.Prepared(ref _insertClaim, "INSERT INTO claim (study, kind, key, command_id) VALUES ($1, $2, $3, $4)")
                .With(command.Study).With(claim.Kind).With(claim.Key).With(command.CommandId).Run();
        }
    }

    private void Insert(JournalEntry entry) =>
        _reads.Prepared(ref _insertEvent, $"INSERT INTO event ({Rows.EntryColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")
            .With(entry.Study).With(entry.Epoch).With(entry.Position).With(entry.Stream).With(entry.Version).With(entry.Type).With(entry.SchemaVersion)
            .With(UtcText.Format(entry.Utc)).With(entry.Actor).With(entry.CommandId).With(entry.CommandDigest).With(entry.Body).With(entry.Hash)
            .Run();
}
