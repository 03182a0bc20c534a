namespace OxyTrial.Cli;

/// <summary>A folder that only its owner may look into.</summary>
internal static class PrivateFolder
{
    /// <summary>Makes it when it is missing.</summary>
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
