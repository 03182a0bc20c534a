using System.IO.Compression;
using System.Security.Cryptography;
using OxyTrial.Journal.Sqlite;
using OxyTrial.Server.Hosting;

namespace OxyTrial.Server.Backups;

/// <summary>
/// Makes and restores the archive of a data folder: one zip file with a manifest of every file's SHA-256. The server may run meanwhile. The
/// journal is copied before the vault's files, because a secret is kept before its sealing is journaled.
/// </summary>
public static class Backup
{
    private const string Journal = "journal.db";
    private const string Identity = "identity.db";
    private const string VaultKey = "keys/vault.key";
    private static readonly string[] Folders = ["vault", "keys", "alerts"];

    /// <summary>Writes a new archive, readable by its owner only; it is there whole or not at all.</summary>
    /// <exception cref="BackupException">The folder holds no journal, the journal is damaged, or the archive is there already.</exception>
    public static async Task<BackupManifest> WriteAsync(string dataFolder, string archive, TimeProvider time, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(time);
        var options = new ServerOptions { DataDirectory = dataFolder };
        if (!File.Exists(options.JournalFile))
        {
            throw new BackupException($"'{dataFolder}' holds no {Journal}; the journal of an installation with a database is backed up there.");
        }

        if (File.Exists(archive))
        {
            throw new BackupException($"'{archive}' is there already; a backup never overwrites one.");
        }

        var work = PrivateFolder($"{Path.GetFullPath(archive)}.partial");
        try
        {
            Collect(options, work);
            var manifest = await DescribeAsync(work, time.GetUtcNow(), cancellation);
            var zip = Path.Combine(work, "..", Path.GetFileName(archive) + ".partial.zip");
            Zip(work, manifest, zip);
            File.Move(zip, archive, overwrite: false);
            return manifest;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>
    /// Restores an archive into a folder that is missing or empty. Every file is compared with the manifest, and the journal's chain checked,
    /// before the folder has any of it.
    /// </summary>
    /// <exception cref="BackupException">The folder is not empty; or the archive is none, or was changed; or its journal is damaged.</exception>
    public static async Task<BackupManifest> RestoreAsync(string archive, string dataFolder, CancellationToken cancellation = default)
    {
        if (File.Exists(dataFolder) || (Directory.Exists(dataFolder) && Directory.EnumerateFileSystemEntries(dataFolder).Any()))
        {
            throw new BackupException($"'{dataFolder}' is not empty; a restore never overwrites anything.");
        }

        var work = PrivateFolder($"{Path.GetFullPath(dataFolder)}.partial");
        try
        {
            var manifest = await UnzipAsync(archive, work, cancellation);
            await EnsureJournalAsync(work, manifest, cancellation);
            if (Directory.Exists(dataFolder))
            {
                Directory.Delete(dataFolder);
            }

            Directory.Move(work, dataFolder);
            return manifest;
        }
        finally
        {
            if (Directory.Exists(work))
            {
                Directory.Delete(work, recursive: true);
            }
        }
    }

    private static void Collect(ServerOptions options, string work)
    {
        SqliteFileCopy.Copy(options.JournalFile, Path.Combine(work, Journal));
        if (File.Exists(options.IdentityFile))
        {
            SqliteFileCopy.Copy(options.IdentityFile, Path.Combine(work, Identity));
        }

        foreach (var file in Folders.Select(folder => Path.Combine(options.DataDirectory, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)))
        {
            var to = Path.Combine(work, Path.GetRelativePath(options.DataDirectory, file));
            MakePrivate(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    private static async Task<BackupManifest> DescribeAsync(string work, DateTimeOffset utc, CancellationToken cancellation)
    {
        var studies = await StudiesAsync(Path.Combine(work, Journal), cancellation);
        var files = new List<BackedUpFile>();
        foreach (var path in Directory.EnumerateFiles(work, "*", SearchOption.AllDirectories).Where(IsKept).Order(StringComparer.Ordinal))
        {
            files.Add(new BackedUpFile(NameOf(work, path), new FileInfo(path).Length, await HashAsync(path, cancellation)));
        }

        return new BackupManifest(BackupManifest.FormatName, 1, utc, files.Any(file => file.Name == VaultKey), studies, files);
    }

    // A reader of the copy leaves its own traces beside it.
    private static bool IsKept(string path) => !path.EndsWith("-wal", StringComparison.Ordinal) && !path.EndsWith("-shm", StringComparison.Ordinal);

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
            var head = await snapshot.HeadAsync(study, cancellation);
            studies.Add(new BackedUpStudy(study, head.Epoch, head.Position, Convert.ToHexStringLower(head.Hash)));
        }

        return studies;
    }

    private static void Zip(string work, BackupManifest manifest, string path)
    {
        var access = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            access.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, access);
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var first = zip.CreateEntry(BackupManifest.Name).Open())
            {
                first.Write(manifest.ToBytes());
            }

            foreach (var one in manifest.Files)
            {
                zip.CreateEntryFromFile(Path.Combine(work, one.Name), one.Name);
            }
        }

        file.Flush(flushToDisk: true);
    }

    private static async Task<BackupManifest> UnzipAsync(string archive, string work, CancellationToken cancellation)
    {
        try
        {
            using var zip = ZipFile.OpenRead(archive);
            var manifest = await ManifestAsync(zip, cancellation) ?? throw new BackupException($"'{archive}' is no backup of OxyTrial, or of another version.");
            if (!zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal).SequenceEqual(manifest.Files.Select(file => file.Name).Append(BackupManifest.Name).Order(StringComparer.Ordinal)))
            {
                throw new BackupException($"'{archive}' holds other files than its manifest says.");
            }

            foreach (var file in manifest.Files)
            {
                await ExtractAsync(zip.GetEntry(file.Name)!, file, work, cancellation);
            }

            return manifest;
        }
        catch (InvalidDataException damaged)
        {
            throw new BackupException($"'{archive}' cannot be read: {damaged.Message}", damaged);
        }
    }

    private static async Task<BackupManifest?> ManifestAsync(ZipArchive zip, CancellationToken cancellation)
    {
        if (zip.GetEntry(BackupManifest.Name) is not { } entry)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        await using var content = entry.Open();
        await content.CopyToAsync(bytes, cancellation);
        return BackupManifest.Parse(bytes.ToArray());
    }

    private static async Task ExtractAsync(ZipArchiveEntry entry, BackedUpFile file, string work, CancellationToken cancellation)
    {
        var to = Path.GetFullPath(Path.Combine(work, file.Name));
        if (!to.StartsWith(work + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new BackupException($"the archive names a file outside the data folder: {file.Name}");
        }

        MakePrivate(Path.GetDirectoryName(to)!);
        var access = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            access.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var content = entry.Open())
        await using (var written = new FileStream(to, access))
        {
            await content.CopyToAsync(written, cancellation);
            written.Flush(flushToDisk: true);
        }

        if (new FileInfo(to).Length != file.Bytes || await HashAsync(to, cancellation) != file.Sha256)
        {
            throw new BackupException($"the archive was changed: {file.Name} is not what its manifest says.");
        }
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

        foreach (var trace in Directory.EnumerateFiles(work, "*", SearchOption.TopDirectoryOnly).Where(path => !IsKept(path)).ToArray())
        {
            File.Delete(trace);
        }
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    }

    private static string NameOf(string work, string path) => Path.GetRelativePath(work, path).Replace(Path.DirectorySeparatorChar, '/');

    private static string PrivateFolder(string path)
    {
        if (Path.Exists(path))
        {
            throw new BackupException($"'{path}' is there already, left behind by an attempt that was cut off; look at it and remove it.");
        }

        MakePrivate(path);
        return path;
    }

    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
