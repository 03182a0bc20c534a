namespace OxyTrial.Journal;

/// <summary>A journal that passes everything on to another, for those that add something to a part of it.</summary>
/// <param name="journal">The other.</param>
/// <param name="owns">Whether the other is disposed of with this.</param>
public abstract class DelegatingJournal(IJournal journal, bool owns = true) : IJournal
{
    /// <inheritdoc />
    public virtual Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default) =>
        journal.AppendAsync(request, cancellationToken);

    /// <inheritdoc />
    public virtual Task<long> WaitForNewsAsync(long after, CancellationToken cancellationToken = default) =>
        journal.WaitForNewsAsync(after, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default) =>
        journal.FindCommandAsync(study, commandId, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(
        string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
        journal.ReadStreamAsync(study, stream, afterVersion, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<IReadOnlyList<JournalEntry>> ReadStreamsAsync(
        string study, IReadOnlyCollection<StreamVersion> after, CancellationToken cancellationToken = default) =>
        journal.ReadStreamsAsync(study, after, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(
        string study, long afterPosition, int take, CancellationToken cancellationToken = default) =>
        journal.ReadAllAsync(study, afterPosition, take, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(
        IReadOnlyCollection<JournalHead> after, int take, CancellationToken cancellationToken = default) =>
        journal.ReadAllAsync(after, take, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<JournalHead> HeadAsync(string study, CancellationToken cancellationToken = default) =>
        journal.HeadAsync(study, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default) =>
        journal.StudiesAsync(cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<IReadOnlyList<JournalHead>> HeadsAsync(CancellationToken cancellationToken = default) =>
        journal.HeadsAsync(cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return owns ? journal.DisposeAsync() : ValueTask.CompletedTask;
    }
}
