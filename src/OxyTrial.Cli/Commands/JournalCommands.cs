using System.CommandLine;
using System.Globalization;
using OxyTrial.Journal;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Server.Accounts;
using OxyTrial.Stores;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial journal check|export|import|copy|migrate</c>.</summary>
internal static class JournalCommands
{
    private const string StoreForms = "A data folder or its journal.db, or a PostgreSQL database: postgresql://account@host/database (password: PGPASSWORD or a password file).";

    private static ReadOnlySpan<byte> SqliteMagic => "SQLite format 3\0"u8;

    public static Command Create() => new("journal", "Check, export, import, copy or set up the event journal.") { Check(), Export(), Import(), Copy(), Migrate() };

    /// <summary>The journal that an argument names: a database's address, a file, or the one in a folder.</summary>
    public static JournalAddress StoreOf(string text) =>
        JournalAddress.Parse(text) is JournalAddress.File file ? JournalAddress.Parse(LocateDatabase(file.Path)) : JournalAddress.Parse(text);

    /// <summary>The journal's file that a path names: itself, or the one in a folder.</summary>
    public static string LocateDatabase(string path) => Locate(path, "journal.db", Path.Combine("data", "journal.db"));

    private static Command Check()
    {
        var path = new Argument<string>("store") { Description = $"{StoreForms} Or an exported file, e.g. journal.ndjson." };
        var command = new Command("check", "Check every hash, position, command and claim; exit code 1 at the first difference.") { path };
        command.SetAction((parsed, cancellation) => CheckAsync(parsed.GetValue(path)!, cancellation));
        return command;
    }

    private static Command Export()
    {
        var path = new Argument<string>("store") { Description = StoreForms };
        var study = new Argument<string>("study") { Description = "The study." };
        var output = new Option<string>("--out") { Description = "The file to write, e.g. OXY-1.ndjson.", Required = true };
        var events = new Option<bool>("--events-only") { Description = "Without commands, claims and stored answers: the form that oxytrial verify reads, and that can not be imported." };
        var command = new Command("export", "Write a study's whole journal as lines of JSON, hash-checked.") { path, study, output, events };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var snapshot = await ExistingAsync(StoreOf(parsed.GetValue(path)!), cancellation);
            if ((await snapshot.HeadAsync(parsed.GetValue(study)!, cancellation)).Position == 0)
            {
                throw new CommandLineException($"the journal holds no study '{parsed.GetValue(study)}'.");
            }

            await using var file = File.Create(parsed.GetValue(output)!);
            var head = parsed.GetValue(events)
                ? await JournalFile.WriteAsync(snapshot, parsed.GetValue(study)!, file, cancellation)
                : await JournalArchive.WriteAsync(snapshot, parsed.GetValue(study)!, file, cancellation);
            Console.WriteLine($"{parsed.GetValue(output)}: {head.Fingerprint}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Import()
    {
        var path = new Argument<string>("file") { Description = "A file of oxytrial journal export." };
        var target = new Argument<string>("store") { Description = $"{StoreForms} A missing file is made." };
        var command = new Command("import", "Bring an exported study into a journal, which then answers its commands as the first one did. Everything is checked before anything is written; cut short, run it again.") { path, target };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var file = File.OpenRead(parsed.GetValue(path)!);
            var check = await JournalArchive.CheckAsync(file, cancellation);
            if (check is not JournalFileCheck.Intact archive)
            {
                Console.WriteLine(check);
                return ExitCode.Differs;
            }

            await using var journal = await TargetOf(parsed.GetValue(target)!).OpenAsync(TimeProvider.System, null, cancellation);
            var head = await JournalCopy.RunAsync(archive, journal, Progress(archive.Head), cancellation);
            Console.WriteLine($"study {head.Study}: {head.Fingerprint}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Copy()
    {
        var from = new Argument<string>("from") { Description = StoreForms };
        var to = new Argument<string>("to") { Description = $"{StoreForms} A missing file is made." };
        var studies = new Option<string[]>("--study") { Description = "Only this study; may be repeated. Default: all.", DefaultValueFactory = _ => [] };
        var command = new Command("copy", "Copy studies between journals, byte for byte, with commands and claims. Stop the servers first; cut short, run it again.") { from, to, studies };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var source = await ExistingAsync(StoreOf(parsed.GetValue(from)!), cancellation);
            await using var target = await TargetOf(parsed.GetValue(to)!).OpenAsync(TimeProvider.System, null, cancellation);
            var chosen = parsed.GetValue(studies) is { Length: > 0 } named ? named : await source.StudiesAsync(cancellation);
            foreach (var study in chosen)
            {
                var head = await JournalCopy.RunAsync(source, study, target, Progress(await source.HeadAsync(study, cancellation)), cancellation);
                Console.WriteLine($"study {study}: {head.Fingerprint}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Migrate()
    {
        var names = new JournalRoles();
        var store = new Argument<string>("store") { Description = "The PostgreSQL database, with the account that owns it: postgresql://account@host/database." };
        var check = new Option<bool>("--check") { Description = "Say what is missing and change nothing; exit code 1 when something is." };
        var owner = new Option<string>("--owner-role") { Description = "Role that owns the tables.", DefaultValueFactory = _ => names.Owner, HelpName = "name" };
        var writer = new Option<string>("--writer-role") { Description = "Role of servers.", DefaultValueFactory = _ => names.Writer, HelpName = "name" };
        var reader = new Option<string>("--reader-role") { Description = "Role of the vault's process, checks and exports.", DefaultValueFactory = _ => names.Reader, HelpName = "name" };
        var command = new Command("migrate", "Make or update the tables and roles of journal and accounts in a PostgreSQL database. Forward only; safe to repeat.") { store, check, owner, writer, reader };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (JournalAddress.Parse(parsed.GetValue(store)!) is not JournalAddress.PostgreSql database)
            {
                throw new CommandLineException("only a PostgreSQL database is migrated; a SQLite file is made by the server.");
            }

            var roles = new JournalRoles(parsed.GetValue(owner)!, parsed.GetValue(writer)!, parsed.GetValue(reader)!);
            return await (parsed.GetValue(check) ? CheckTablesAsync(database, cancellation) : MigrateAsync(database, roles, cancellation));
        });
        return command;
    }

    private static async Task<int> CheckTablesAsync(JournalAddress.PostgreSql database, CancellationToken cancellation)
    {
        var report = await PostgreSqlMigrator.CheckAsync(database.ConnectionString, cancellation);
        Print(report.Lines);
        var accounts = await AccountMigrator.IsCurrentAsync(database.ConnectionString, cancellation);
        Print(accounts ? [] : [$"{database}: tables of accounts and alerts are missing"]);
        return report.IsCurrent && accounts ? ExitCode.Done : ExitCode.Differs;
    }

    private static async Task<int> MigrateAsync(JournalAddress.PostgreSql database, JournalRoles roles, CancellationToken cancellation)
    {
        var report = await PostgreSqlMigrator.RunAsync(database.ConnectionString, roles, TimeProvider.System, cancellation);
        Print(report.Lines);
        var made = await AccountMigrator.RunAsync(database.ConnectionString, roles, cancellation);
        Print(made ? [$"{database}: tables of accounts and alerts made"] : []);
        return ExitCode.Done;
    }

    private static void Print(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Console.WriteLine(line);
        }
    }

    // A folder's journal may still have to be made.
    private static JournalAddress TargetOf(string text) =>
        JournalAddress.Parse(text) is JournalAddress.File { Path: var path } && Directory.Exists(path) ? JournalAddress.Parse(Path.Combine(path, "journal.db")) : JournalAddress.Parse(text);

    private static Task<IJournalSnapshot> ExistingAsync(JournalAddress address, CancellationToken cancellation)
    {
        if (address is JournalAddress.File { Path: var path } && !File.Exists(path))
        {
            throw new CommandLineException($"'{path}' is not there.");
        }

        return address.OpenSnapshotAsync(cancellation);
    }

    private static Progress<long> Progress(JournalHead head) => new(position => Console.Error.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"study {head.Study}: {position} of {head.Position} events")));

    private static string Locate(string path, params string[] names) =>
        !Directory.Exists(path) ? path
        : names.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists)
            ?? throw new CommandLineException($"'{path}' holds neither {string.Join(" nor ", names)}.");

    private static async Task<int> CheckAsync(string text, CancellationToken cancellation)
    {
        if (JournalAddress.Parse(text) is JournalAddress.PostgreSql database)
        {
            return await CheckStoreAsync(database, cancellation);
        }

        var path = Locate(text, "journal.db", "journal.ndjson", Path.Combine("data", "journal.db"));
        if (!File.Exists(path))
        {
            throw new CommandLineException($"'{path}' is not there.");
        }

        return await IsSqliteAsync(path, cancellation) ? await CheckStoreAsync(JournalAddress.Parse(path), cancellation) : await CheckFileAsync(path, cancellation);
    }

    private static async Task<int> CheckStoreAsync(JournalAddress address, CancellationToken cancellation)
    {
        var report = await address.CheckAsync(cancellation);
        Print(report.Lines);
        return report.IsIntact ? ExitCode.Done : ExitCode.Differs;
    }

    private static async Task<int> CheckFileAsync(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        var isArchive = await JournalArchive.IsArchiveAsync(file, cancellation);
        file.Position = 0;
        var check = isArchive ? await JournalArchive.CheckAsync(file, cancellation) : await JournalFile.CheckAsync(file, cancellation);
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
