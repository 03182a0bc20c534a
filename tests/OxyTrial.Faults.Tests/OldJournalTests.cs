using OxyTrial.Grains.Commands;
using OxyTrial.Grains.InProcess;
using OxyTrial.Journal;
using OxyTrial.Journal.Sqlite;
using OxyTrial.Trial;
using OxyTrial.Vault;
using OxyTrial.Vault.Keys;

namespace OxyTrial.Faults.Tests;

/// <summary>
/// A running trial's files as the first release left them: journal, vault and key. Every later build goes on with them. They are never written anew
/// after a release; before it with OXYTRIAL_WRITE_GOLDEN=1, when their format changes.
/// </summary>
public sealed class OldJournalTests : IDisposable
{
    private const string WriteGolden = "OXYTRIAL_WRITE_GOLDEN";
    private const string Fingerprint = "17:fc8f-74aa-6abb-2888";
    private static readonly string Golden = Repository.PathOf("tests", "OxyTrial.Faults.Tests", "golden");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("oxytrial-old-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trial_of_the_first_release_goes_on_under_this_build()
    {
        if (Environment.GetEnvironmentVariable(WriteGolden) == "1")
        {
            await WriteAsync();
        }

        foreach (var file in new DirectoryInfo(Golden).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder.FullName, Path.GetRelativePath(Golden, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            file.CopyTo(copy);
            if (!OperatingSystem.IsWindows())
            {
                // Version control keeps no permissions, and the vault's key is its owner's alone.
                File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        await using var journal = SqliteJournal.Open(Path.Combine(folder.FullName, "journal.db"));
        (await journal.HeadAsync(TrialSamples.Study.Value, Stop)).Fingerprint.ToString().ShouldBe(Fingerprint);
        var vault = new TrialVault(new VaultOptions(Path.Combine(folder.FullName, "vault"), new KeySource.InFile(Path.Combine(folder.FullName, "key"))), journal);
        var host = new InProcessTrialHost(journal, vault);

        var again = await RandomizeAsync(host, 1);
        again.ShouldBeOfType<CommandOutcome.Completed>().Repeated.ShouldBeTrue();
        var next = TrialWorld.Done(await RandomizeAsync(host, 2)).ShouldBeOfType<CommandReply.KitReady>();
        next.Kit.ShouldNotBe(TrialWorld.Done(again).ShouldBeOfType<CommandReply.KitReady>().Kit);
        using var snapshot = SqliteJournalSnapshot.Open(Path.Combine(folder.FullName, "journal.db"));
        (await JournalCheck.RunAsync(snapshot, Stop)).IsIntact.ShouldBeTrue();
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static Task<CommandOutcome> RandomizeAsync(InProcessTrialHost host, int number) => host.ExecuteAsync(
        TrialSamples.Study, new RandomizeParticipant(TrialSamples.Participant(number), TrialSamples.Heidelberg), new CommandContext($"golden-{number}", "ada", TrialWorld.Start), Stop);

    // Two participants, one of them randomized.
    private static async Task WriteAsync()
    {
        if (Directory.Exists(Golden))
        {
            Directory.Delete(Golden, recursive: true);
        }

        Directory.CreateDirectory(Golden);
        await using (var journal = SqliteJournal.Open(Path.Combine(Golden, "journal.db")))
        {
            await using var world = new TrialWorld(journal);
            await world.BeginAsync();
            await world.SupplyAsync(TrialSamples.Heidelberg, 3);
            await world.EligibleAsync(1);
            await world.EligibleAsync(2);
            TrialWorld.Done(await world.RandomizeAsync(1, id: "golden-1"));
            Directory.CreateDirectory(Path.Combine(Golden, "vault"));
            foreach (var file in Directory.EnumerateFiles(world.Options.Directory).Where(file => Path.GetExtension(file) != ".lock"))
            {
                File.Copy(file, Path.Combine(Golden, "vault", Path.GetFileName(file)));
            }

            File.Copy(world.KeyFile, Path.Combine(Golden, "key"));
        }

        foreach (var leftOver in Directory.EnumerateFiles(Golden, "journal.db*").Where(file => Path.GetExtension(file) != ".db"))
        {
            File.Delete(leftOver);
        }
    }
}
