using System.Globalization;
using System.Runtime.CompilerServices;
using OxyTrial.Journal;
using OxyTrial.Journal.PostgreSql;

namespace OxyTrial.Server.Backups;

/// <summary>
/// Makes and restores the archive of an installation on PostgreSQL: the same zip file as that of a data folder, with an archive of each study's
/// journal and the accounts' tables in the place of the two files. Nodes may run meanwhile. Accounts come first, so that no alert has come
/// further than the journal; the vault's files after the journal, because a secret is kept before its sealing is journaled.
/// </summary>
public static class DatabaseBackup
{
    private const string Journal = "journal";

    /// <summary>Writes a new archive, readable by its owner only; it is there whole or not at all.</summary>
    /// <param name="database">Keywords and values as Npgsql takes them; an account with the writer's role.</param>
    /// <param name="dataFolder">A node's data folder, for the vault's files and keys that lie there.</param>
    /// <param name="archive">The file to write.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up; no archive is left.</param>
    /// <exception cref="BackupException">The folder is not there, the journal is damaged, or the archive is there already.</exception>
    /// <exception cref="JournalUnavailableException">The database does not answer, lacks the tables, or refuses the account.</exception>
    public static async Task<BackupManifest> WriteAsync(string database, string dataFolder, string archive, TimeProvider time, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(time);
        if (!Directory.Exists(dataFolder))
        {
            throw new BackupException($"'{dataFolder}' is not there; it may be empty, where the vault is another process's.");
        }

        return await BackupArchive.WriteAsync(archive, BackedUpJournal.Archives, time, async work =>
        {
            await CollectAccountsAsync(database, work, cancellation);
            await CollectJournalAsync(database, work, cancellation);
            BackupArchive.CollectFolders(dataFolder, work, "vault", "keys");
            return await HeadsAsync(work, cancellation);
        }, cancellation);
    }

    /// <summary>
    /// Restores an archive into a database that was migrated and has no study and no account, and a folder that is missing or empty. Every file is
    /// compared with the manifest, and every chain checked, before either has any of it.
    /// </summary>
    /// <param name="archive">The archive.</param>
    /// <param name="database">Keywords and values as Npgsql takes them; the account that migrated it. No node may run on it.</param>
    /// <param name="dataFolder">The folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="BackupException">
    /// Database or folder is not empty; or the archive is none, or of a data folder, or was changed; or a journal in it is damaged. Or it broke off
    /// while the journal was written: the message says so then.
    /// </exception>
    /// <exception cref="JournalUnavailableException">The database does not answer, lacks the tables, or refuses the account. Nothing was changed.</exception>
    public static async Task<BackupManifest> RestoreAsync(string archive, string database, string dataFolder, TimeProvider time, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(time);
        return await BackupArchive.RestoreAsync(archive, dataFolder, BackedUpJournal.Archives, async (work, manifest) =>
        {
            await EnsureArchivesAsync(work, manifest, cancellation);
            await EnsureNoStudyAsync(database, cancellation);
            await using (var accounts = new AccountTables(database))
            {
                await accounts.ReadAsync(work, () => FillJournalAsync(database, work, time, cancellation), cancellation);
            }

            Directory.Delete(Path.Combine(work, "accounts"), recursive: true);
            if (manifest.Studies.Count > 0)
            {
                Directory.Delete(Path.Combine(work, Journal), recursive: true);
            }
        }, cancellation);
    }

    private static async Task CollectAccountsAsync(string database, string work, CancellationToken cancellation)
    {
        PrivateFolder.Make(Path.Combine(work, "accounts"));
        await using var accounts = new AccountTables(database);
        await accounts.WriteAsync(work, cancellation);
    }

    private static async Task CollectJournalAsync(string database, string work, CancellationToken cancellation)
    {
        PrivateFolder.Make(Path.Combine(work, Journal));
        await using var snapshot = await PostgreSqlJournalSnapshot.OpenAsync(database, cancellation);
        var report = await JournalCheck.RunAsync(snapshot, cancellation);
        if (!report.IsIntact)
        {
            throw new BackupException($"the journal is damaged: {string.Join(" ", report.Lines)}");
        }

        var number = 0;
        foreach (var study in await snapshot.StudiesAsync(cancellation))
        {
            await using var file = File.Create(FileOf(work, ++number));
            await JournalArchive.WriteAsync(snapshot, study, file, cancellation);
        }
    }

    // Each as its archive has it, all of which is computed and compared. One at a time: a study is held in memory whole.
    private static async IAsyncEnumerable<JournalFileCheck.Intact> StudiesAsync(string work, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var number = 1; File.Exists(FileOf(work, number)); number++)
        {
            await using var file = File.OpenRead(FileOf(work, number));
            yield return (await JournalArchive.CheckAsync(file, cancellation)).Match(
                intact => intact, differs => throw new BackupException($"the journal is damaged: {NameOf(number)}, {differs}"));
        }
    }

    private static async Task<List<BackedUpStudy>> HeadsAsync(string work, CancellationToken cancellation)
    {
        var heads = new List<BackedUpStudy>();
        await foreach (var study in StudiesAsync(work, cancellation))
        {
            heads.Add(BackedUpStudy.At(study.Head));
        }

        return heads;
    }

    private static async Task EnsureArchivesAsync(string work, BackupManifest manifest, CancellationToken cancellation)
    {
        if (AccountTables.Names.FirstOrDefault(table => !File.Exists(Path.Combine(work, AccountTables.FileOf(table)))) is { } missing)
        {
            throw new BackupException($"the archive holds no {AccountTables.FileOf(missing)}.");
        }

        if (!(await HeadsAsync(work, cancellation)).SequenceEqual(manifest.Studies))
        {
            throw new BackupException("the archive's journal is not where its manifest says.");
        }
    }

    private static async Task EnsureNoStudyAsync(string database, CancellationToken cancellation)
    {
        await using var snapshot = await PostgreSqlJournalSnapshot.OpenAsync(database, cancellation);
        if ((await snapshot.StudiesInAnyTableAsync(cancellation)).Count > 0)
        {
            throw new BackupException($"the database {PostgreSqlJournal.NameOf(database)} is not empty, it has studies; a restore needs a new one, made by 'oxytrial journal migrate'.");
        }
    }

    private static async Task FillJournalAsync(string database, string work, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            await using var journal = await PostgreSqlJournal.OpenAsync(database, time, cancellationToken: cancellation);
            await foreach (var study in StudiesAsync(work, cancellation))
            {
                await JournalCopy.RunAsync(study, journal, cancellationToken: cancellation);
            }
        }
        catch (Exception failed) when (failed is JournalUnavailableException or JournalDamagedException or JournalCopyException or IOException or OperationCanceledException)
        {
            throw new BackupException(
                $"the restore broke off while the journal was written: {failed.Message} The database {PostgreSqlJournal.NameOf(database)} may hold a part of it, and has no account. Remove it and restore into a new one.", failed);
        }
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Journal}/{number}.jsonl");

    private static string FileOf(string work, int number) => Path.Combine(work, NameOf(number));
}
