namespace OxyTrial.Journal;

/// <summary>A folder that only its owner may look into: mode 0700; on Windows it has the rights of the folder it lies in.</summary>
public static class PrivateFolder
{
    /// <summary>Makes it, and what is missing above it, unless it is there; one that is there keeps its rights.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="IOException">A file has that name, or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The account may not make it.</exception>
    public static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
