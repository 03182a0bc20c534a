using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using OxyTrial.Journal;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Journal.Sqlite;
using OxyTrial.Samples;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Backups;
using Shouldly;
using WebClient = OxyTrial.Samples.WebClient;

namespace OxyTrial.Nodes.Tests;

/// <summary>A cluster of two nodes, and the backup of its database and its vault's files that was made while people randomized at both.</summary>
public sealed class BackedUpCluster : IAsyncLifetime
{
    private const int Sets = 800;

    private readonly ConcurrentDictionary<string, string> kits = new();

    internal Cluster Cluster { get; private set; } = null!;

    internal string Archive => Cluster.In("backup.zip");

    /// <summary>Who was randomized before the backup began.</summary>
    internal string First { get; private set; } = "";

    /// <summary>What was answered then, under the command id <c>kept-command</c>.</summary>
    internal string FirstAnswer { get; private set; } = "";

    /// <summary>Kit by participant, as sites were told.</summary>
    internal IReadOnlyDictionary<string, string> Kits => kits;

    public async ValueTask InitializeAsync()
    {
        PostgreSqlServer.SkipUnlessInstalled();
        Cluster = await Cluster.StartAsync(nodes: 2, sets: Sets);
        await PostgreSqlServer.ExecuteAsync(
            Cluster.Database,
            """
            CREATE ROLE server LOGIN PASSWORD 'server' IN ROLE oxytrial_writer;
            CREATE ROLE restorer LOGIN PASSWORD 'restorer' IN ROLE oxytrial_owner;
            CREATE ROLE no_writer LOGIN PASSWORD 'no_writer' IN ROLE oxytrial_reader;
            """);
        var sites = await Task.WhenAll(Cluster.Nodes.Select(node => WebClient.SignInAsync(node.Address, Cluster.Site)));
        First = await Cluster.EligibleAsync(sites[0]);
        (var status, FirstAnswer) = await sites[0].CommandAsync($"{Cluster.Study}/participants/{First}/randomization", id: "kept-command");
        status.ShouldBe(200, FirstAnswer);
        kits[First] = Cluster.KitOf(FirstAnswer);

        using var ended = new CancellationTokenSource();
        var randomizing = sites.Select(site => RandomizeAsync(site, ended.Token)).ToArray();
        await UntilAsync(() => kits.Count > 3);

        // The folder with the vault's, as if it were one node's data folder.
        await Cluster.RunAsync(string.Empty, "backup", Cluster.In("."), Archive, "--database", As("server", Cluster.Database));
        var then = kits.Count;
        await UntilAsync(() => kits.Count > then);
        await ended.CancelAsync();
        await Task.WhenAll(randomizing);
        Array.ForEach(sites, site => site.Dispose());
    }

    public ValueTask DisposeAsync() => Cluster?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The database's address for another account.</summary>
    internal static string As(string account, string database) => new NpgsqlConnectionStringBuilder(database) { Username = account, Password = account }.ConnectionString;

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    private async Task RandomizeAsync(WebClient site, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested && kits.Count < Sets - 10)
        {
            var participant = await Cluster.EligibleAsync(site);
            var (status, text) = await site.CommandAsync($"{Cluster.Study}/participants/{participant}/randomization");
            status.ShouldBe(200, text);
            kits[participant] = Cluster.KitOf(text);

            // Slowly enough that kits are left when a backup on a busy machine is done.
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }
}

/// <summary><c>oxytrial backup</c> and <c>restore</c> of an installation on PostgreSQL.</summary>
public sealed class DatabaseBackupTests(BackedUpCluster before) : IClassFixture<BackedUpCluster>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oxytrial-backup-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Cluster Cluster => before.Cluster;

    private string To => In("to");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_was_backed_up_while_people_randomized_goes_on_in_a_new_database()
    {
        var database = await MigratedAsync();
        var (exitCode, printed) = await RunAsync("restore", before.Archive, To, "--database", BackedUpCluster.As("restorer", database));
        exitCode.ShouldBe(0, printed);
        printed.ShouldContain("no checkpoints were given");
        Directory.EnumerateFileSystemEntries(To).Select(Path.GetFileName).ShouldBe(["vault"]);

        var manifest = await ManifestAsync(before.Archive);
        await using (var snapshot = await PostgreSqlJournalSnapshot.OpenAsync(database, Stop))
        {
            var report = await JournalCheck.RunAsync(snapshot, Stop);
            report.IsIntact.ShouldBeTrue(report.ToString());
            BackedUpStudy.At(await snapshot.HeadAsync(Cluster.Study, Stop)).ShouldBe(manifest.Studies.ShouldHaveSingleItem());
        }

        await using var node = await ServeAsync(database);
        using var site = await WebClient.SignInAsync(node.Address, Cluster.Site);
        var (status, again) = await site.CommandAsync($"{Cluster.Study}/participants/{before.First}/randomization", id: "kept-command");
        status.ShouldBe(200, again);
        again.ShouldBe(before.FirstAnswer, "a retry is answered as it was");
        var next = await Cluster.EligibleAsync(site);
        await site.DoAsync($"{Cluster.Study}/participants/{next}/randomization");
        (await RunAsync("user", "add", "new", "--database", database, "--data", To, "--role", "monitor/*/*")).ExitCode.ShouldBe(0, "the numbers of rows go on");
        using var added = await WebClient.SignInAsync(node.Address, "new");
    }

    [Fact]
    public async Task What_the_archive_lacks_is_told_and_the_study_starts_in_quarantine()
    {
        var database = await MigratedAsync();
        Directory.CreateDirectory(In("checkpoints"));
        (await RunAsync("checkpoint", "export", Cluster.Database, "--checkpoints", In("checkpoints"))).ExitCode.ShouldBe(0);
        var (exitCode, printed) = await RunAsync("restore", before.Archive, To, "--database", database, "--checkpoints", In("checkpoints"));
        exitCode.ShouldBe(1, printed);
        printed.ShouldContain($"MISSING study {Cluster.Study}");

        await using var node = await ServeAsync(database, "--checkpoints", In("checkpoints"));
        using var site = await WebClient.SignInAsync(node.Address, Cluster.Site);
        (await site.ReadAsync($"/api/v1/studies/{Cluster.Study}/quarantine")).ShouldContain("\"inQuarantine\":true");
        var (status, refused) = await site.CommandAsync($"{Cluster.Study}/participants/{await Cluster.EligibleAsync(site)}/randomization");
        status.ShouldBe((int)HttpStatusCode.Conflict, refused);
    }

    [Fact]
    public async Task A_database_with_a_study_is_refused_and_left_alone_and_no_password_is_told()
    {
        var head = await HeadAsync(Cluster.Database);
        var accounts = await RowsAsync(Cluster.Database);
        var (exitCode, printed) = await RunAsync("restore", before.Archive, To, "--database", Cluster.Database);
        exitCode.ShouldBe(2);
        printed.ShouldContain("is not empty, it has studies");
        printed.ShouldNotContain(new NpgsqlConnectionStringBuilder(Cluster.Database).Password!);
        (await HeadAsync(Cluster.Database)).Fingerprint.ShouldBe(head.Fingerprint);
        (await RowsAsync(Cluster.Database)).ShouldBe(accounts);
        Directory.Exists(To).ShouldBeFalse();
    }

    [Fact]
    public async Task A_database_with_an_account_is_refused_and_left_alone()
    {
        var database = await MigratedAsync();
        (await RunAsync("user", "add", "mine", "--database", database, "--data", In("console"), "--role", "monitor/*/*")).ExitCode.ShouldBe(0);
        var accounts = await RowsAsync(database);
        (await RefusedAsync(before.Archive, database)).ShouldContain("is not empty, it has rows in accounts.account");
        (await RowsAsync(database)).ShouldBe(accounts);
        (await HeadAsync(database)).Position.ShouldBe(0);
    }

    [Theory]
    [InlineData("journal/1.jsonl", false, "journal/1.jsonl is not what its manifest says")]
    [InlineData("accounts/account.csv", false, "accounts/account.csv is not what its manifest says")]
    [InlineData("journal/2.jsonl", true, "the journal is damaged: journal/2.jsonl, DAMAGED line ")]
    [InlineData("accounts/account_grant.csv", true, "the archive is of another version")]
    public async Task A_changed_byte_is_refused_also_where_the_manifest_was_changed_with_it(string name, bool forged, string why)
    {
        var archive = await ChangedAsync(name, forged);
        var database = await MigratedAsync();
        (await RefusedAsync(archive, database)).ShouldContain(why);
        (await HeadAsync(database)).Position.ShouldBe(0);
        (await RowsAsync(database)).ShouldBe("");
    }

    [Fact]
    public async Task A_journal_that_is_not_where_the_manifest_says_is_refused()
    {
        var manifest = await ManifestAsync(before.Archive);
        File.Copy(before.Archive, In("changed.zip"));
        using (var zip = await ZipFile.OpenAsync(In("changed.zip"), ZipArchiveMode.Update, Stop))
        {
            await PutAsync(zip, BackupManifest.Name, (manifest with { Studies = [manifest.Studies[0] with { Position = 1 }] }).ToBytes());
        }

        var database = await MigratedAsync();
        (await RefusedAsync(In("changed.zip"), database)).ShouldContain("is not where its manifest says");
        (await HeadAsync(database)).Position.ShouldBe(0);
    }

    [Fact]
    public async Task A_restore_that_breaks_off_while_the_journal_is_written_says_so_and_leaves_no_account()
    {
        var database = await MigratedAsync();
        await PostgreSqlServer.ExecuteAsync(
            database,
            """
            GRANT USAGE ON SCHEMA accounts TO no_writer; GRANT ALL ON ALL TABLES IN SCHEMA accounts TO no_writer; GRANT ALL ON ALL SEQUENCES IN SCHEMA accounts TO no_writer
            """);
        (await RefusedAsync(before.Archive, BackedUpCluster.As("no_writer", database))).ShouldContain("broke off while the journal was written");
        (await RowsAsync(database)).ShouldBe("");
    }

    [Fact]
    public async Task An_archive_of_the_other_kind_is_refused_with_the_option_that_is_wrong()
    {
        (await Should.ThrowAsync<BackupException>(Backup.RestoreAsync(before.Archive, To, Stop))).Message.ShouldContain("with --database");
        Directory.CreateDirectory(In("files"));
        await SqliteJournal.Open(Path.Combine(In("files"), "journal.db")).DisposeAsync();
        await Backup.WriteAsync(In("files"), In("files.zip"), TimeProvider.System, Stop);
        (await RefusedAsync(In("files.zip"), await MigratedAsync())).ShouldContain("without --database");
        (await Should.ThrowAsync<BackupException>(Backup.WriteAsync(folder, In("none.zip"), TimeProvider.System, Stop))).Message.ShouldContain("--database");
    }

    [Fact]
    public async Task Every_table_of_the_accounts_comes_back_row_by_row_whatever_is_in_it()
    {
        var from = await MigratedAsync();
        await using (var source = PostgreSqlAccountStore.Pool(from))
        {
            await using var tables = source.CreateCommand("SELECT array_agg(tablename::text) FROM pg_tables WHERE schemaname = 'accounts'");
            ((string[])(await tables.ExecuteScalarAsync(Stop))!).ShouldBe(AccountTables.Names, ignoreOrder: true);
            await using var odd = source.CreateCommand(
                """
                INSERT INTO account ("Id", "PrintedName", "Disabled", "UserName", "Email", "EmailConfirmed", "PhoneNumberConfirmed", "TwoFactorEnabled", "LockoutEnd", "LockoutEnabled", "AccessFailedCount")
                    VALUES ('1', E'Żoë "the, first"\r\nof \\. 🙂', true, '', NULL, false, false, false, '2026-03-29 01:59:59.123456+01', true, 3);
                INSERT INTO account_change ("Utc", "Actor", "AccountName", "Change", "Detail") SELECT 'now', 'console', 'one', 'created', '\N' FROM generate_series(1, 3);
                INSERT INTO account_grant ("UserId", "ClaimType", "ClaimValue") VALUES ('1', NULL, '');
                INSERT INTO "AspNetUserLogins" VALUES ('a', 'b', NULL, '1');
                INSERT INTO "AspNetUserTokens" VALUES ('1', 'a', 'b', ' ');
                INSERT INTO protection_key ("FriendlyName", "Xml") VALUES ('key', E'<a\n/>');
                INSERT INTO alert VALUES ('s', 7, '\x00ff0a0d5c', true);
                INSERT INTO alert_follow VALUES ('s', 9);
                """);
            await odd.ExecuteNonQueryAsync(Stop);
        }

        Directory.CreateDirectory(In("node"));
        await DatabaseBackup.WriteAsync(BackedUpCluster.As("server", from), In("node"), In("odd.zip"), TimeProvider.System, Stop);
        var to = await MigratedAsync();
        await DatabaseBackup.RestoreAsync(In("odd.zip"), BackedUpCluster.As("restorer", to), To, TimeProvider.System, Stop);
        (await RowsAsync(to)).ShouldBe(await RowsAsync(from));
        await using var restored = PostgreSqlAccountStore.Pool(to);
        foreach (var insert in new[]
        {
            """INSERT INTO account_change ("Utc", "Actor", "AccountName", "Change", "Detail") VALUES ('', '', '', '', '') RETURNING "Id"::text""",
            """INSERT INTO account_grant ("UserId") VALUES ('1') RETURNING "Id"::text""",
            """INSERT INTO protection_key ("Xml") VALUES ('') RETURNING "Id"::text""",
        })
        {
#pragma warning disable CA2100 // The test's own statements.
            await using var command = restored.CreateCommand(insert);
#pragma warning restore CA2100
            (await command.ExecuteScalarAsync(Stop)).ShouldBe(insert.Contains("account_change", StringComparison.Ordinal) ? "4" : "2");
        }
    }

    private static async Task<JournalHead> HeadAsync(string database)
    {
        await using var snapshot = await PostgreSqlJournalSnapshot.OpenAsync(database, Stop);
        return await snapshot.HeadAsync(Cluster.Study, Stop);
    }

    private static async Task<string> RowsAsync(string database)
    {
        await using var source = PostgreSqlAccountStore.Pool(database);
        var rows = new StringBuilder();
        foreach (var table in AccountTables.Names)
        {
#pragma warning disable CA2100 // Names of this project.
            await using var command = source.CreateCommand($"SELECT string_agg(t::text, E'\\n' ORDER BY t::text) FROM \"{table}\" AS t");
#pragma warning restore CA2100
            rows.Append(await command.ExecuteScalarAsync(Stop) as string);
        }

        return rows.ToString();
    }

    private static async Task<BackupManifest> ManifestAsync(string archive)
    {
        using var zip = await ZipFile.OpenReadAsync(archive, Stop);
        return BackupManifest.Parse(await BytesAsync(zip.GetEntry(BackupManifest.Name)!))!;
    }

    private static async Task<byte[]> BytesAsync(ZipArchiveEntry entry)
    {
        using var bytes = new MemoryStream();
        await using var content = await entry.OpenAsync(Stop);
        await content.CopyToAsync(bytes, Stop);
        return bytes.ToArray();
    }

    private static async Task PutAsync(ZipArchive zip, string name, byte[] bytes)
    {
        zip.GetEntry(name)?.Delete();
        await using var content = await zip.CreateEntry(name).OpenAsync(Stop);
        await content.WriteAsync(bytes, Stop);
    }

    // A second journal is the first, changed.
    private async Task<string> ChangedAsync(string name, bool forged)
    {
        var manifest = await ManifestAsync(before.Archive);
        File.Copy(before.Archive, In("changed.zip"));
        using var zip = await ZipFile.OpenAsync(In("changed.zip"), ZipArchiveMode.Update, Stop);
        var bytes = await BytesAsync((zip.GetEntry(name) ?? zip.GetEntry("journal/1.jsonl"))!);
        bytes[name.StartsWith("journal", StringComparison.Ordinal) ? bytes.Length / 2 : 1] ^= 1;
        await PutAsync(zip, name, bytes);
        if (forged)
        {
            var changed = new BackedUpFile(name, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
            await PutAsync(zip, BackupManifest.Name, (manifest with { Files = [.. manifest.Files.Where(file => file.Name != name), changed] }).ToBytes());
        }

        return In("changed.zip");
    }

    private async Task<string> RefusedAsync(string archive, string database)
    {
        var refusal = await Should.ThrowAsync<BackupException>(DatabaseBackup.RestoreAsync(archive, database, To, TimeProvider.System, Stop));
        Directory.Exists(To).ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(folder).ShouldNotContain(path => path.EndsWith(".partial", StringComparison.Ordinal));
        return refusal.Message;
    }

    private Task<RunningProcess> ServeAsync(string database, params string[] more) => RunningProcess.StartAsync(
        In("restored.log"), new Dictionary<string, string>(), ["serve", "--data", To, "--database", database, "--urls", "http://127.0.0.1:0", "--vault-key", Cluster.In("vault.key"), .. more]);

    private async Task<string> MigratedAsync()
    {
        var address = await Cluster.Server.NewDatabaseAsync();
        await PostgreSqlMigrator.RunAsync(address, new JournalRoles(), TimeProvider.System, Stop);
        await AccountMigrator.RunAsync(address, new JournalRoles(), Stop);
        return address;
    }

    private Task<(int ExitCode, string Printed)> RunAsync(params string[] arguments) =>
        RunningProcess.RunToEndAsync(In("console.log"), WebClient.Password, arguments);

    private string In(string path) => Path.Combine(folder, path);
}
