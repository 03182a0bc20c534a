using System.IO.Compression;
using OxyTrial.Server.Backups;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Server.Tests.Restores;

/// <summary>The archive of a data folder.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("oxytrial-backup-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Archive => Path.Combine(folder, "backup.zip");

    private string To => Path.Combine(folder, "to");

    public async ValueTask InitializeAsync()
    {
        await using var server = await TestServer.StartAsync(dataFolder: Path.Combine(folder, "data"));
        await TrialScenario.RecruitingAsync(server, "kept");
        await Backup.WriteAsync(Path.Combine(folder, "data"), Archive, server.Clock, Stop);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_archive_brings_back_journal_accounts_and_vault()
    {
        var manifest = await Backup.RestoreAsync(Archive, To, Stop);
        manifest.Studies.Single().Study.ShouldBe("kept");
        manifest.HasVaultKey.ShouldBeTrue("it lay in the data folder");
        await using var server = await TestServer.StartAsync(dataFolder: To);
        (await TrialScenario.Of(server, StudyId.FromTrusted("kept")).RandomizedAsync("R-1")).Value.ShouldBe("R-1");
        using var signedIn = await server.ClientAsync("monitor");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Archive).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(Path.Combine(To, "journal.db")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(To).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task A_restore_never_overwrites_anything_nor_does_a_backup()
    {
        Directory.CreateDirectory(To);
        await File.WriteAllTextAsync(Path.Combine(To, "mine.txt"), "mine", Stop);
        await Should.ThrowAsync<BackupException>(Backup.RestoreAsync(Archive, To, Stop));
        Directory.EnumerateFileSystemEntries(To).Select(Path.GetFileName).ShouldBe(["mine.txt"]);
        await Should.ThrowAsync<BackupException>(Backup.WriteAsync(Path.Combine(folder, "data"), Archive, TimeProvider.System, Stop));
    }

    [Theory]
    [InlineData("vault", "is not what its manifest says")]
    [InlineData("journal.db", "is not what its manifest says")]
    public async Task An_archive_that_was_changed_is_not_restored(string changed, string why)
    {
        using (var zip = ZipFile.Open(Archive, ZipArchiveMode.Update))
        {
            await using var content = await zip.Entries.First(entry => entry.FullName.StartsWith(changed, StringComparison.Ordinal)).OpenAsync(Stop);
            content.Seek(20, SeekOrigin.Begin);
            content.WriteByte(0xFF);
        }

        (await Should.ThrowAsync<BackupException>(Backup.RestoreAsync(Archive, To, Stop))).Message.ShouldContain(why);
        Directory.Exists(To).ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(folder).ShouldNotContain(path => path.EndsWith(".partial", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("another.txt")]
    public async Task A_file_that_the_manifest_does_not_name_is_refused(string name)
    {
        using (var zip = ZipFile.Open(Archive, ZipArchiveMode.Update))
        {
            zip.CreateEntry(name);
        }

        await Should.ThrowAsync<BackupException>(Backup.RestoreAsync(Archive, To, Stop));
        File.Exists(Path.Combine(folder, "outside.txt")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_no_archive_is_refused()
    {
        var text = Path.Combine(folder, "text.zip");
        await File.WriteAllTextAsync(text, "no zip", Stop);
        await Should.ThrowAsync<BackupException>(Backup.RestoreAsync(text, To, Stop));
        await Should.ThrowAsync<BackupException>(Backup.WriteAsync(folder, Path.Combine(folder, "none.zip"), TimeProvider.System, Stop));
    }
}
