using System.CommandLine;
using OxyTrial.Journal;
using OxyTrial.Journal.Sqlite;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial journal check|export</c>.</summary>
internal static class JournalCommands
{
    private static ReadOnlySpan<byte> SqliteMagic => "SQLite format 3\0"u8;

    public static Command Create() => new("journal", "Check or export the event journal.") { Check(), Export() };

    private static Command Check()
    {
        var path = new Argument<string>("path") { Description = "A journal's database, an exported journal.ndjson, or a folder that holds one." };
        var command = new Command("check", "Check every hash, position, command and claim; exit code 1 at the first difference.") { path };
        command.SetAction((parsed, cancellation) => CheckAsync(Locate(parsed.GetValue(path)!), cancellation));
        return command;
    }

    private static Command Export()
    {
        var path = new Argument<string>("path") { Description = "The journal's database." };
        var study = new Argument<string>("study") { Description = "The study." };
        var output = new Option<string>("--out") { Description = "The file to write, e.g. journal.ndjson.", Required = true };
        var command = new Command("export", "Write a study's journal as lines of JSON, hash-checked.") { path, study, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var snapshot = SqliteJournalSnapshot.Open(Locate(parsed.GetValue(path)!));
            if ((await snapshot.HeadAsync(parsed.GetValue(study)!, cancellation)).Position == 0)
            {
                throw new CommandLineException($"the journal holds no study '{parsed.GetValue(study)}'.");
            }

            await using var file = File.Create(parsed.GetValue(output)!);
            Console.WriteLine($"{parsed.GetValue(output)}: {(await JournalFile.WriteAsync(snapshot, parsed.GetValue(study)!, file, cancellation)).Fingerprint}");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The journal's database that a path names: itself, or the one in a folder.</summary>
    public static string LocateDatabase(string path) => Locate(path, "journal.db", Path.Combine("data", "journal.db"));

    private static string Locate(string path) => Locate(path, "journal.db", "journal.ndjson", Path.Combine("data", "journal.db"));

    private static string Locate(string path, params string[] names) =>
        !Directory.Exists(path) ? path
        : names.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists)
            ?? throw new CommandLineException($"'{path}' holds neither {string.Join(" nor ", names)}.");

    private static async Task<int> CheckAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
        {
            throw new CommandLineException($"'{path}' is not there.");
        }

        return await IsSqliteAsync(path, cancellation) ? await CheckDatabaseAsync(path, cancellation) : await CheckFileAsync(path, cancellation);
    }

    private static async Task<int> CheckDatabaseAsync(string path, CancellationToken cancellation)
    {
        var report = await SqliteJournalSnapshot.CheckAsync(path, cancellation);
        foreach (var line in report.Lines)
        {
            Console.WriteLine(line);
        }

        return report.IsIntact ? ExitCode.Done : ExitCode.Differs;
    }

    private static async Task<int> CheckFileAsync(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        var check = await JournalFile.CheckAsync(file, cancellation);
        Console.WriteLine(check);
        return check is JournalFileCheck.Intact ? ExitCode.Done : ExitCode.Differs;
    }

    private static async Task<bool> IsSqliteAsync(string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var start = new byte[SqliteMagic.Length];
        var read = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation);

        // A database whose first bytes were changed is still no text: it goes to the reader that says so.
        return start.AsSpan(0, read).SequenceEqual(SqliteMagic) || Path.GetExtension(path) == ".db";
    }
}
