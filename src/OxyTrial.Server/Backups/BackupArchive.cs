using System.IO.Compression;
using System.Security.Cryptography;
using OxyTrial.Journal;

namespace OxyTrial.Server.Backups;

/// <summary>
/// The zip file of a backup, whatever is in it: put together in a folder beside it that only its owner can read, and there whole or not at all.
/// Taken apart in the same way, each file compared with the manifest.
/// </summary>
internal static class BackupArchive
{
    private const string VaultKey = "keys/vault.key";

    /// <summary>Writes a new archive of what is collected into a folder.</summary>
    /// <param name="archive">The file; must not be there.</param>
    /// <param name="journal">How the journal is in it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="collect">Puts the files into the folder it is given, and answers the studies among them.</param>
    /// <param name="cancellation">Gives up; no archive is left.</param>
    /// <exception cref="BackupException">The archive is there already.</exception>
    public static async Task<BackupManifest> WriteAsync(
        string archive, BackedUpJournal journal, TimeProvider time, Func<string, Task<IReadOnlyList<BackedUpStudy>>> collect, CancellationToken cancellation)
    {
        if (File.Exists(archive))
        {
            throw new BackupException($"'{archive}' is there already; a backup never overwrites one.");
        }

        var work = NewFolder($"{Path.GetFullPath(archive)}.partial");
        try
        {
            var studies = await collect(work);
            var files = await DescribeAsync(work, cancellation);
            var manifest = new BackupManifest(BackupManifest.FormatName, 1, time.GetUtcNow(), files.Any(file => file.Name == VaultKey), studies, files, journal);
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

    /// <summary>Takes an archive apart beside a data folder that is missing or empty, and puts it in its place when it was found good.</summary>
    /// <param name="archive">The file.</param>
    /// <param name="dataFolder">The folder.</param>
    /// <param name="journal">How the journal has to be in it.</param>
    /// <param name="use">Checks, and uses, what was taken out into the folder it is given; what it leaves there becomes the data folder.</param>
    /// <param name="cancellation">Gives up; no folder is left.</param>
    /// <exception cref="BackupException">The folder is not empty; or the archive is none, or of the other kind, or was changed.</exception>
    public static async Task<BackupManifest> RestoreAsync(
        string archive, string dataFolder, BackedUpJournal journal, Func<string, BackupManifest, Task> use, CancellationToken cancellation)
    {
        if (File.Exists(dataFolder) || (Directory.Exists(dataFolder) && Directory.EnumerateFileSystemEntries(dataFolder).Any()))
        {
            throw new BackupException($"'{dataFolder}' is not empty; a restore never overwrites anything.");
        }

        var work = NewFolder($"{Path.GetFullPath(dataFolder)}.partial");
        try
        {
            var manifest = await UnzipAsync(archive, journal, work, cancellation);
            await use(work, manifest);
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

    /// <summary>Copies those of these folders that a data folder has.</summary>
    public static void CollectFolders(string dataFolder, string work, params string[] folders)
    {
        foreach (var file in folders.Select(folder => Path.Combine(dataFolder, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)))
        {
            var to = Path.Combine(work, Path.GetRelativePath(dataFolder, file));
            PrivateFolder.Make(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    // A reader of a SQLite file leaves its own traces beside it.
    public static bool IsKept(string path) => !path.EndsWith("-wal", StringComparison.Ordinal) && !path.EndsWith("-shm", StringComparison.Ordinal);

    private static async Task<List<BackedUpFile>> DescribeAsync(string work, CancellationToken cancellation)
    {
        var files = new List<BackedUpFile>();
        foreach (var path in Directory.EnumerateFiles(work, "*", SearchOption.AllDirectories).Where(IsKept).Order(StringComparer.Ordinal))
        {
            files.Add(new BackedUpFile(NameOf(work, path), new FileInfo(path).Length, await HashAsync(path, cancellation)));
        }

        return files;
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

    private static async Task<BackupManifest> UnzipAsync(string archive, BackedUpJournal journal, string work, CancellationToken cancellation)
    {
        try
        {
            using var zip = ZipFile.OpenRead(archive);
            var manifest = await ManifestAsync(zip, cancellation) ?? throw new BackupException($"'{archive}' is no backup of OxyTrial, or of another version.");
            EnsureKind(archive, manifest.Journal, journal);
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

    private static void EnsureKind(string archive, BackedUpJournal found, BackedUpJournal expected)
    {
        if (found != expected)
        {
            throw new BackupException(found == BackedUpJournal.Archives
                ? $"'{archive}' is of an installation with a database: give the address of a new one, made by 'oxytrial journal migrate', with --database."
                : $"'{archive}' is of a data folder without a database: restore it without --database (and without OXYTRIAL_DATABASE).");
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

        PrivateFolder.Make(Path.GetDirectoryName(to)!);
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

    private static async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    }

    private static string NameOf(string work, string path) => Path.GetRelativePath(work, path).Replace(Path.DirectorySeparatorChar, '/');

    private static string NewFolder(string path)
    {
        if (Path.Exists(path))
        {
            throw new BackupException($"'{path}' is there already, left behind by an attempt that was cut off; look at it and remove it.");
        }

        PrivateFolder.Make(path);
        return path;
    }
}
