using OxyTrial.Journal.Sqlite;
using OxyTrial.Server.Hosting;

namespace OxyTrial.Server.Backups;

/// <summary>
/// Makes and restores the archive of a data folder: one zip file with a manifest of every file's SHA-256. The server may run meanwhile. The
/// journal is copied before the vault's files, because a secret is kept before its sealing is journaled; and after the alerts, so that these
/// have not come further than the journal: an alert may be sent again, never left out.
/// </summary>
public static class Backup
{
    private const string Journal = "journal.db";
    private const string Identity = "identity.db";

    /// <summary>Writes a new archive, readable by its owner only; it is there whole or not at all.</summary>
    /// <exception cref="BackupException">The folder holds no journal, the journal is damaged, or the archive is there already.</exception>
    public static async Task<BackupManifest> WriteAsync(string dataFolder, string archive, TimeProvider time, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(time);
        var options = new ServerOptions { DataDirectory = dataFolder };
        if (!File.Exists(options.JournalFile))
        {
            throw new BackupException($"'{dataFolder}' holds no {Journal}; of an installation with a database give the address of that with --database.");
        }

        return await BackupArchive.WriteAsync(archive, BackedUpJournal.File, time, async work =>
        {
            Collect(options, work);
            return await StudiesAsync(Path.Combine(work, Journal), cancellation);
        }, cancellation);
    }

    /// <summary>
    /// Restores an archive into a folder that is missing or empty. Every file is compared with the manifest, and the journal's chain checked,
    /// before the folder has any of it.
    /// </summary>
    /// <exception cref="BackupException">The folder is not empty; or the archive is none, or of a database, or was changed; or its journal is damaged.</exception>
    public static Task<BackupManifest> RestoreAsync(string archive, string dataFolder, CancellationToken cancellation = default) =>
        BackupArchive.RestoreAsync(archive, dataFolder, BackedUpJournal.File, (work, manifest) => EnsureJournalAsync(work, manifest, cancellation), cancellation);

    private static void Collect(ServerOptions options, string work)
    {
        BackupArchive.CollectFolders(options.DataDirectory, work, "alerts");
        SqliteFileCopy.Copy(options.JournalFile, Path.Combine(work, Journal));
        if (File.Exists(options.IdentityFile))
        {
            SqliteFileCopy.Copy(options.IdentityFile, Path.Combine(work, Identity));
        }

        BackupArchive.CollectFolders(options.DataDirectory, work, "vault", "keys");
    }

    // The studies of a journal whose every hash is right.
    private static async Task<List<BackedUpStudy>> StudiesAsync(string journal, CancellationToken cancellation)
    {
        var report = await SqliteJournalSnapshot.CheckAsync(journal, cancellation);
        if (!report.IsIntact)
        {
            throw new BackupException($"the journal is damaged: {string.Join(" ", report.Lines)}");
        }

        using var snapshot = SqliteJournalSnapshot.Open(journal);
        var studies = new List<BackedUpStudy>();
        foreach (var study in await snapshot.StudiesAsync(cancellation))
        {
            studies.Add(BackedUpStudy.At(await snapshot.HeadAsync(study, cancellation)));
        }

        return studies;
    }

    private static async Task EnsureJournalAsync(string work, BackupManifest manifest, CancellationToken cancellation)
    {
        var journal = Path.Combine(work, Journal);
        if (!File.Exists(journal))
        {
            throw new BackupException($"the archive holds no {Journal}.");
        }

        if (!(await StudiesAsync(journal, cancellation)).SequenceEqual(manifest.Studies))
        {
            throw new BackupException("the archive's journal is not where its manifest says.");
        }

        foreach (var trace in Directory.EnumerateFiles(work, "*", SearchOption.TopDirectoryOnly).Where(path => !BackupArchive.IsKept(path)).ToArray())
        {
            File.Delete(trace);
        }
    }
}
