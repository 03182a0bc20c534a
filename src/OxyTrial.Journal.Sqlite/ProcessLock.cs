namespace OxyTrial.Journal.Sqlite;

/// <summary>
/// Keeps a second process (and a second journal in this process) from writing the same file: an operating system lock on
/// a file beside it, given up by the system when the process ends, however it ends. The lock file stays; to delete
/// it would let two processes hold two different ones.
/// </summary>
internal sealed class ProcessLock : IDisposable
{
    private readonly FileStream _file;

    private ProcessLock(FileStream file) => _file = file;

    public static ProcessLock Take(string path)
    {
        var name = path + ".lock";
        try
        {
            return new ProcessLock(new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException(
                $"The journal {path} can not be locked; another process has it open, or {name} can not be written.", cause);
        }
    }

    public void Dispose() => _file.Dispose();
}
