using System.CommandLine;
using OxyTrial.Journal;
using OxyTrial.Journal.Sqlite;
using OxyTrial.Streams;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial checkpoint export|add|list|check</c>: checkpoints held where the journal is not.</summary>
internal static class CheckpointCommands
{
    public static Command Create() => new("checkpoint", "Checkpoints of the journal, held where it is not: they show what a restored backup lacks.") { Export(), Add(), List(), Check() };

    /// <summary>The option <c>--checkpoints</c>.</summary>
    public static Option<string?> FolderOption(string description) => new("--checkpoints") { Description = $"{description} A folder, or the file in it ({CheckpointFile.Name}).", HelpName = "folder" };

    /// <summary>Reads checkpoints that must be there.</summary>
    public static async Task<CheckpointList> ReadAsync(string path, CancellationToken cancellation)
    {
        var file = At(path);
        return File.Exists(file.Path) ? await file.ReadAsync(cancellation) : throw new CommandLineException($"'{file.Path}' is not there.");
    }

    /// <summary>Tells what a journal lacks of checkpoints; the exit code.</summary>
    public static async Task<int> TellAsync(IJournalReader journal, CheckpointList known, CancellationToken cancellation)
    {
        if (known.UnreadableLines > 0)
        {
            Console.Error.WriteLine($"oxytrial: {known.UnreadableLines} lines are no checkpoints.");
        }

        var lacking = false;
        foreach (var study in known.Checkpoints.Select(checkpoint => checkpoint.Study).Distinct().Order(StringComparer.Ordinal))
        {
            var missing = await RestoreCheck.FindAsync(journal, study, known.Checkpoints, cancellation);
            Console.WriteLine(missing is null ? $"study {study}: every checkpoint is there" : $"MISSING {missing}");
            lacking |= missing is not null;
        }

        if (lacking)
        {
            Console.WriteLine("The server starts such a study in quarantine: nothing is allocated until two persons have reconciled it with the sites' receipts.");
        }

        return lacking ? ExitCode.Differs : ExitCode.Done;
    }

    private static Command Export()
    {
        var path = new Argument<string>("path") { Description = "A data folder, or a journal's database." };
        var to = Required("Where to add them.");
        var command = new Command("export", "Add where every study's journal is now to the checkpoints.") { path, to };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var journal = SqliteJournalSnapshot.Open(JournalCommands.LocateDatabase(parsed.GetValue(path)!));
            var heads = new List<KnownCheckpoint>();
            foreach (var study in await journal.StudiesAsync(cancellation))
            {
                heads.Add(KnownCheckpoint.Of(await journal.HeadAsync(study, cancellation), TimeProvider.System.GetUtcNow()));
            }

            At(parsed.GetValue(to)!).Add(heads);
            heads.ForEach(head => Console.WriteLine($"study {head.Study}: {head.Printed}, epoch {head.Epoch}"));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Add()
    {
        var study = new Argument<string>("study") { Description = "The study." };
        var printed = new Argument<string>("fingerprint") { Description = "Position and fingerprint as printed at the foot of a page or report, e.g. 131:9f3a-77c0-12de-44ab." };
        var to = Required("Where to add it.");
        var epoch = new Option<long?>("--epoch") { Description = "The epoch it was printed in: 1 before the first reconciliation of a restore, 2 after it, and so on. Needed once a study has had one." };
        var command = new Command("add", "Add a fingerprint from paper. A running server that keeps these checkpoints compares it within seconds.") { study, printed, to, epoch };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!AppendRules.IsName(parsed.GetValue(study)))
            {
                throw new CommandLineException($"'{parsed.GetValue(study)}' is no study's name.");
            }

            if (!Fingerprint.TryParse(parsed.GetValue(printed), out var fingerprint) || fingerprint!.Position == 0)
            {
                throw new CommandLineException($"'{parsed.GetValue(printed)}' is not a fingerprint such as 131:9f3a-77c0-12de-44ab.");
            }

            var file = At(parsed.GetValue(to)!);
            var newest = (await file.ReadAsync(cancellation)).Checkpoints.Where(one => one.Study == parsed.GetValue(study)).Select(one => one.Epoch).DefaultIfEmpty(1).Max();
            if (newest > 1 && parsed.GetValue(epoch) is null)
            {
                throw new CommandLineException($"study '{parsed.GetValue(study)}' is in epoch {newest}: say with --epoch in which one the paper was printed; its time tells.");
            }

            file.Add(KnownCheckpoint.Of(parsed.GetValue(study)!, parsed.GetValue(epoch) ?? 1, fingerprint, TimeProvider.System.GetUtcNow()));
            Console.WriteLine($"{file.Path}: study {parsed.GetValue(study)}, {fingerprint}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var from = new Argument<string>("folder") { Description = "Folder of checkpoints, or the file in it." };
        var command = new Command("list", "Show the newest checkpoint of every study.") { from };
        command.SetAction(async (parsed, cancellation) =>
        {
            foreach (var newest in (await ReadAsync(parsed.GetValue(from)!, cancellation)).Checkpoints.GroupBy(one => one.Study)
                .Select(study => study.OrderBy(one => one.Epoch).ThenBy(one => one.Position).Last()).OrderBy(one => one.Study, StringComparer.Ordinal))
            {
                Console.WriteLine($"{newest.Study,-24} {newest.Printed,-32} epoch {newest.Epoch}  {newest.Utc.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Check()
    {
        var path = new Argument<string>("path") { Description = "A data folder, or a journal's database." };
        var from = Required("The checkpoints.");
        var command = new Command("check", "Compare a journal with the checkpoints; exit code 1 when it lacks one.") { path, from };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var journal = SqliteJournalSnapshot.Open(JournalCommands.LocateDatabase(parsed.GetValue(path)!));
            return await TellAsync(journal, await ReadAsync(parsed.GetValue(from)!, cancellation), cancellation);
        });
        return command;
    }

    private static Option<string?> Required(string description)
    {
        var option = FolderOption(description);
        option.Required = true;
        return option;
    }

    private static CheckpointFile At(string path) => new(Directory.Exists(path) ? Path.Combine(path, CheckpointFile.Name) : path);
}
