using System.CommandLine;
using OxyTrial.Journal;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Journal.Sqlite;
using OxyTrial.Server.Backups;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial backup</c> and <c>oxytrial restore</c>.</summary>
internal static class BackupCommands
{
    public static Command CreateBackup()
    {
        var folder = new Argument<string>("data-folder") { Description = "The server's data folder; the server may run." };
        var file = new Argument<string>("to-file") { Description = "The archive to write, e.g. 2026-03-02.oxytrial.zip; never overwritten." };
        var installation = new InstallationOptions();
        var command = new Command("backup", "Back up journal, accounts, the vault's sealed files and the server's keys into one archive, checked as it is made.") { folder, file };
        installation.AddDatabaseTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var manifest = installation.DatabaseOf(parsed) is { } database
                ? await DatabaseBackup.WriteAsync(database, parsed.GetValue(folder)!, parsed.GetValue(file)!, TimeProvider.System, cancellation)
                : await Backup.WriteAsync(parsed.GetValue(folder)!, parsed.GetValue(file)!, TimeProvider.System, cancellation);
            Print(parsed.GetValue(file)!, manifest);
            if (!manifest.HasVault)
            {
                Console.Error.WriteLine("oxytrial: the folder has no files of the vault, so they are NOT in this archive. Back up the folder of the vault's own process now, after the journal.");
            }

            Console.Error.WriteLine(manifest.HasVaultKey
                ? "oxytrial: the vault's key lies in the data folder and so in this archive: whoever has it can compute every arm. Keep it as closely as the key, or move the key out (serve --vault-key)."
                : "oxytrial: the vault's key is NOT in this archive. Back it up by itself, somewhere else: without it nobody can ever compute an arm.");
            return ExitCode.Done;
        });
        return command;
    }

    public static Command CreateRestore()
    {
        var file = new Argument<string>("file") { Description = "An archive of oxytrial backup." };
        var folder = new Argument<string>("data-folder") { Description = "A folder that is missing or empty; nothing is ever overwritten." };
        var checkpoints = CheckpointCommands.FolderOption("Checkpoints held outside, to be told what the archive lacks.");
        var installation = new InstallationOptions();
        var command = new Command("restore", "Restore an archive into an empty data folder, and a database without studies and accounts; exit code 1 when the journal lacks a checkpoint that is known.") { file, folder, checkpoints };
        installation.AddDatabaseTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            // Before anything is written: a file that is not there is a mistyped name.
            var known = parsed.GetValue(checkpoints) is { } path ? await CheckpointCommands.ReadAsync(path, cancellation) : null;
            var database = installation.DatabaseOf(parsed);
            var manifest = database is null
                ? await Backup.RestoreAsync(parsed.GetValue(file)!, parsed.GetValue(folder)!, cancellation)
                : await DatabaseBackup.RestoreAsync(parsed.GetValue(file)!, database, parsed.GetValue(folder)!, TimeProvider.System, cancellation);
            Print(parsed.GetValue(folder)!, manifest);
            if (known is null)
            {
                Console.Error.WriteLine("oxytrial: no checkpoints were given (--checkpoints): whether the archive lacks something is not known. Compare with the newest fingerprint on paper.");
                return ExitCode.Done;
            }

            await using IJournalSnapshot journal = database is null
                ? SqliteJournalSnapshot.Open(JournalCommands.LocateDatabase(parsed.GetValue(folder)!))
                : await PostgreSqlJournalSnapshot.OpenAsync(database, cancellation);
            return await CheckpointCommands.TellAsync(journal, known, cancellation);
        });
        return command;
    }

    private static void Print(string where, BackupManifest manifest)
    {
        Console.WriteLine($"{where}: {manifest.Files.Count} files of {manifest.Utc.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        foreach (var study in manifest.Studies)
        {
            Console.WriteLine($"study {study.Study}, journal {Fingerprint.Of(study.Position, Convert.FromHexString(study.Hash))}, epoch {study.Epoch}");
        }
    }
}
