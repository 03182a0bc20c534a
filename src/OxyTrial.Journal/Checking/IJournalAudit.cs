namespace OxyTrial.Journal;

/// <summary>How many rows a study has in each table.</summary>
public sealed record RowCounts(long Events, long Commands, long Claims);

/// <summary>One check of the store itself, such as the database's own integrity check.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Detail">What the store said, in full.</param>
public sealed record StoreCheck(string Name, bool Passed, string Detail);

/// <summary>What a store shows to <see cref="JournalCheck"/> beyond ordinary reading; all of it from one moment.</summary>
public interface IJournalAudit : IJournalReader
{
    /// <summary>Every study named in any row of any table, in ordinal order: also one that has lost its head.</summary>
    ValueTask<IReadOnlyList<string>> StudiesInAnyTableAsync(CancellationToken cancellationToken = default);

    /// <summary>The number of the study's rows.</summary>
    ValueTask<RowCounts> CountAsync(string study, CancellationToken cancellationToken = default);

    /// <summary>The checks of the store itself; none for a store that has nothing to check.</summary>
    ValueTask<IReadOnlyList<StoreCheck>> CheckStoreAsync(CancellationToken cancellationToken = default);
}

/// <summary>A reader of a journal that somebody else writes, with a file or connections that it holds until it is disposed.</summary>
public interface IJournalConnection : IJournalReader, IAsyncDisposable;

/// <summary>A journal as it is at one moment, with a file or a connection that it holds until it is disposed. For one caller at a time.</summary>
public interface IJournalSnapshot : IJournalAudit, IJournalConnection;
