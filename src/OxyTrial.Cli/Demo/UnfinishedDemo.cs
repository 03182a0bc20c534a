using OxyTrial.Journal.Sqlite;
using OxyTrial.Server.Hosting;

namespace OxyTrial.Cli.Demo;

/// <summary>
/// The marker of a demo that is being made. It is set only in a folder that holds no journal, accounts or sealed files, so that
/// whatever of these is found beside it later is the interrupted demo's own and may be removed.
/// </summary>
internal sealed class UnfinishedDemo(ServerOptions options, string signIns)
{
    private const string MarkerFile = "demo-unfinished";
    private static readonly string[] DatabaseSuffixes = ["", "-wal", "-shm"];

    private string Marker => Path.Combine(options.DataDirectory, MarkerFile);

    public bool IsMarked => File.Exists(Marker);

    /// <exception cref="CommandLineException">The folder is in use.</exception>
    public void Mark()
    {
        options.MakeDirectories();
        if (Made().FirstOrDefault() is { } file)
        {
            throw new CommandLineException($"'{options.DataDirectory}' already holds '{Path.GetRelativePath(options.DataDirectory, file)}'; --demo fills an empty folder only.");
        }

        File.WriteAllText(Marker, "The demo in this folder is being made; without its end nothing here is of use.\n");
    }

    public void Unmark() => File.Delete(Marker);

    /// <exception cref="Journal.JournalUnavailableException">Another process is still making it.</exception>
    public async Task RemoveAsync()
    {
        // Opened once for its lock: whoever is still at it must not lose the files under their hands.
        await using (SqliteJournal.Open(options.JournalFile))
        {
        }

        foreach (var file in Made().Append(signIns).ToArray())
        {
            File.Delete(file);
        }

        Unmark();
    }

    private IEnumerable<string> Made() =>
    [
        .. from database in new[] { options.JournalFile, options.IdentityFile }
           from suffix in DatabaseSuffixes
           where File.Exists(database + suffix)
           select database + suffix,
        .. Directory.Exists(options.VaultDirectory) ? Directory.EnumerateFiles(options.VaultDirectory) : [],
    ];
}
