namespace OxyTrial.Vault.Sealing;

/// <summary>Writes files, in folders, that nobody else may read; whole or not at all.</summary>
internal static class PrivateFile
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes the file unless there is one: of several who write at once, in whatever process, the first one's stays.</summary>
    /// <exception cref="VaultException">Somebody else has been writing there for longer than a write can take.</exception>
    public static void WriteOnce(string path, ReadOnlySpan<byte> content)
    {
        // Moving without overwriting is no guard: on Unix it looks first and renames afterwards.
        using var alone = Alone($"{path}.lock");
        if (!File.Exists(path))
        {
            File.Move(Draft(path, content), path);
        }
    }

    public static void Overwrite(string path, ReadOnlySpan<byte> content) => File.Move(Draft(path, content), path, overwrite: true);

    private static string Draft(string path, ReadOnlySpan<byte> content)
    {
        MakeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var draft = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.draft";
        using (var file = new FileStream(draft, Options(FileMode.Create)))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        return draft;
    }

    // The lock file stays: removing it would let a third writer lock another file of the same name.
    private static FileStream Alone(string path)
    {
        MakeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        FileStream? held = null;
        return SpinWait.SpinUntil(() => (held = TryHold(path)) is not null, LongestWait)
            ? held!
            : throw new VaultException($"The lock '{path}' is held by another process.");
    }

    private static FileStream? TryHold(string path)
    {
        try
        {
            return new FileStream(path, Options(FileMode.OpenOrCreate));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }
}
