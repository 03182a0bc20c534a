using System.Globalization;

namespace OxyTrial.TwinTrials.Servers;

/// <summary>Folders of a run. In memory where the system has such a place: each command is flushed to the disk, and nothing here outlives its history.</summary>
internal static class Scratch
{
    private const string InMemory = "/dev/shm";

    private static long made;

    /// <summary>A new folder of this process.</summary>
    public static DirectoryInfo Folder(string prefix) => Directory.Exists(InMemory)
        ? Directory.CreateDirectory(Path.Combine(InMemory, string.Create(CultureInfo.InvariantCulture, $"{prefix}{Environment.ProcessId}-{Interlocked.Increment(ref made)}")))
        : Directory.CreateTempSubdirectory(prefix);
}
