namespace OxyTrial.Journal;

/// <summary>
/// A journal that lives as long as its process: for tests, simulations and worked examples. It keeps every rule of a
/// durable one.
/// </summary>
public sealed class InMemoryJournal : IJournal, IJournalAudit
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, StudyTables> _studies = new(StringComparer.Ordinal);
    private readonly NewsBoard _board = new();
    private readonly State _state;

    /// <summary>An empty journal.</summary>
    public InMemoryJournal() => _state = new State(this);

    /// <summary>A journal of its own that begins with everything this one holds: what is appended to one is not in the other.</summary>
    public InMemoryJournal Copy()
    {
        var copy = new InMemoryJournal();
        lock (_lock)
        {
            foreach (var (study, tables) in _studies)
            {
                copy._studies[study] = tables.Copy();
            }
        }

        return copy;
    }

    /// <inheritdoc />
    public Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default)
    {
        AppendRules.Ensure(request);
        cancellationToken.ThrowIfCancellationRequested();
        var decision = DecideAndInsert(request);
        if (decision.Head is not null)
        {
            _board.Publish();
        }

        return Task.FromResult(decision.Outcome);
    }

    /// <inheritdoc />
    public Task<long> WaitForNewsAsync(long after, CancellationToken cancellationToken = default) => _board.WaitForAsync(after, cancellationToken);

    /// <inheritdoc />
    public ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default) =>
        Read(() => _state.FindCommand(study, commandId));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(
        string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
        Read<IReadOnlyList<JournalEntry>>(() => Find(study)?.Streams.GetValueOrDefault(stream) is { } entries ? After(entries, afterVersion, int.MaxValue) : []);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(
        string study, long afterPosition, int take, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(take);
        return Read<IReadOnlyList<JournalEntry>>(() => Find(study) is { } tables ? After(tables.Events, afterPosition, take) : []);
    }

    /// <inheritdoc />
    public ValueTask<JournalHead> HeadAsync(string study, CancellationToken cancellationToken = default) =>
        Read(() => _state.Head(study));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default) =>
        Read<IReadOnlyList<string>>(() => [.. _studies.Keys]);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalHead>> HeadsAsync(CancellationToken cancellationToken = default) =>
        Read<IReadOnlyList<JournalHead>>(() => [.. _studies.Values.Select(tables => tables.Head)]);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> StudiesInAnyTableAsync(CancellationToken cancellationToken = default) =>
        StudiesAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask<RowCounts> CountAsync(string study, CancellationToken cancellationToken = default) =>
        Read(() => Find(study) is { } tables
            ? new RowCounts(tables.Events.Count, tables.Commands.Count, tables.Claims.Count)
            : new RowCounts(0, 0, 0));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoreCheck>> CheckStoreAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<StoreCheck>>([]);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private AppendDecision DecideAndInsert(AppendRequest request)
    {
        lock (_lock)
        {
            var decision = AppendDecision.Decide(request, _state);
            if (decision is { Command: { } command, Head: { } head, Outcome: AppendOutcome.Written written })
            {
                if (Find(request.Study) is not { } tables)
                {
                    _studies[request.Study] = tables = new StudyTables(request.Study);
                }

                tables.Insert(command, written.Entries, head);
            }

            return decision;
        }
    }

    // Versions and positions are gapless from 1: an entry's index is its number minus one.
    private static List<JournalEntry> After(List<JournalEntry> entries, long after, int take)
    {
        var start = (int)Math.Clamp(after, 0, entries.Count);
        return entries.GetRange(start, Math.Min(take, entries.Count - start));
    }

    private StudyTables? Find(string study) => _studies.GetValueOrDefault(study);

    private ValueTask<T> Read<T>(Func<T> read)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(read());
        }
    }

    private sealed class State(InMemoryJournal journal) : IAppendState
    {
        public StoredCommand? FindCommand(string study, string commandId) =>
            journal.Find(study)?.Commands.GetValueOrDefault(commandId);

        public JournalHead Head(string study) => journal.Find(study)?.Head ?? JournalHead.Empty(study);

        public long VersionOf(string study, string stream) =>
            journal.Find(study)?.Streams.GetValueOrDefault(stream)?.Count ?? 0;

        public bool IsClaimed(string study, Claim claim) => journal.Find(study)?.Claims.Contains(claim) ?? false;
    }
}
