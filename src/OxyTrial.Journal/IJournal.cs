namespace OxyTrial.Journal;

/// <summary>
/// Reading side of an event journal: per study one gapless, hash-chained sequence of events, and beside it the streams
/// those events belong to. Readers see committed appends only, each of them whole.
/// </summary>
public interface IJournalReader
{
    /// <summary>The command stored under this id, or null when the study never accepted one.</summary>
    ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Events of one stream with a version above <paramref name="afterVersion"/>, in order of version; empty when the
    /// stream does not exist. The last one's version is what an append has to expect.
    /// </summary>
    ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(
        string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default);

    /// <summary>
    /// The same of several streams, each with a version above the one given with it: in order of version within each stream, the streams in
    /// any order. A store that is asked over a network answers in one round trip; each stream is as <see cref="ReadStreamAsync"/> has it.
    /// </summary>
    async ValueTask<IReadOnlyList<JournalEntry>> ReadStreamsAsync(
        string study, IReadOnlyCollection<StreamVersion> after, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(after);
        var entries = new List<JournalEntry>();
        foreach (var (stream, version) in after)
        {
            // Back to where it was asked: a simulated cluster has one scheduler, and every step is to be on it.
            entries.AddRange(await ReadStreamAsync(study, stream, version, cancellationToken));
        }

        return entries;
    }

    /// <summary>
    /// At most <paramref name="take"/> (at least 1) events of the study with a position above
    /// <paramref name="afterPosition"/>, in order of position and without gaps.
    /// </summary>
    ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(
        string study, long afterPosition, int take, CancellationToken cancellationToken = default);

    /// <summary>
    /// The same of several studies, of each at most <paramref name="take"/> (at least 1) events after what its head was: in order of position within each
    /// study, the studies in any order. A store that is asked over a network answers in one round trip.
    /// </summary>
    async ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(
        IReadOnlyCollection<JournalHead> after, int take, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(after);
        var entries = new List<JournalEntry>();
        foreach (var head in after)
        {
            entries.AddRange(await ReadAllAsync(head.Study, head.Position, take, cancellationToken));
        }

        return entries;
    }

    /// <summary>The newest position of the study and its hash; <see cref="JournalHead.Empty"/> before the first event.</summary>
    ValueTask<JournalHead> HeadAsync(string study, CancellationToken cancellationToken = default);

    /// <summary>Every study that has events, in ordinal order.</summary>
    ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default);

    /// <summary>The heads of these, in the same order: by one question how far all of them are.</summary>
    ValueTask<IReadOnlyList<JournalHead>> HeadsAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// An event journal. It knows no type of the domain: bodies are UTF-8 JSON that it stores, hashes and gives back
/// byte for byte. Exactly-once is decided here, by the command id, the expected versions and the claims.
/// Disposing it answers every append already handed in, then closes the store.
/// </summary>
public interface IJournal : IJournalReader, IAsyncDisposable
{
    /// <summary>
    /// Appends the events of one command, all or none. Decided in this order: the command id, the expected versions, the
    /// claims. An answer is given only after the append is durable.
    /// </summary>
    /// <param name="request">The command, what it read, and what it writes.</param>
    /// <param name="cancellationToken">
    /// Withdraws an append that the writer has not begun; one that it has begun is always answered.
    /// </param>
    /// <exception cref="ArgumentException">The request breaks a rule of <see cref="AppendRequest"/>; nothing was stored.</exception>
    /// <exception cref="AppendOutcomeUnknownException">
    /// The store failed around the commit. Nobody may say whether the events are stored: hand in the same command id again.
    /// </exception>
    Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Completes when something may have been appended, to whatever study, since the answer <paramref name="after"/> was given. It may
    /// complete for nothing; it never misses an append made through this instance, and where others write too it is no more than a
    /// second late. What was appended is in the heads that are read afterwards.
    /// </summary>
    /// <param name="after">What the last such question was answered; 0 at first, which is answered at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What to ask with the next time, above <paramref name="after"/>.</returns>
    Task<long> WaitForNewsAsync(long after, CancellationToken cancellationToken = default);
}
