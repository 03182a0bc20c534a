using OxyTrial.Cli.Commands;
using OxyTrial.Journal;
using OxyTrial.Verifier;

namespace OxyTrial.Cli.Tests;

/// <summary>One whole small trial, played once for all tests that look at its folder.</summary>
public sealed class FinishedTrial() : FinishedTrialOf("small-trial.yaml");

/// <summary>The same for a cross-over of dyads with a setting that is drawn.</summary>
public sealed class FinishedStructuredTrial() : FinishedTrialOf("structured-trial.yaml");

/// <summary>A whole trial of a spec beside the tests.</summary>
public abstract class FinishedTrialOf(string spec) : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("oxytrial-demo-").FullName;

    public CommandResult Demo { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Demo = await CommandRun.OxyTrialAsync("demo", "--spec", Path.Combine(AppContext.BaseDirectory, spec), "--out", Folder, "--seed", "5", "--pdf", "none");

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The folder's files as the verifier takes them.</summary>
    internal async Task<(IReadOnlyList<JournalEntry> Entries, PublishedCommitment Published, RevealedSecret Revealed)> BundleAsync()
    {
        await using var file = File.OpenRead(Path.Combine(Folder, "journal.ndjson"));
        return (
            ((JournalFileCheck.Intact)await JournalFile.CheckAsync(file, TestContext.Current.CancellationToken)).Entries,
            PublishedCommitment.FromJson(await File.ReadAllTextAsync(Path.Combine(Folder, "commitment.json"), TestContext.Current.CancellationToken)),
            RevealedSecret.FromJson(await File.ReadAllTextAsync(Path.Combine(Folder, "revealed-secret.json"), TestContext.Current.CancellationToken)));
    }

    /// <summary>Verifies a copy of the folder after a change to one of its files.</summary>
    internal async Task<Verdict> VerifyAfterAsync(string file, Func<string, string> change)
    {
        var copy = Directory.CreateTempSubdirectory("oxytrial-tampered-").FullName;
        try
        {
            foreach (var path in Directory.EnumerateFiles(Folder))
            {
                File.Copy(path, Path.Combine(copy, Path.GetFileName(path)));
            }

            var before = await File.ReadAllTextAsync(Path.Combine(copy, file));
            var after = change(before);
            Assert.NotEqual(before, after);
            await File.WriteAllTextAsync(Path.Combine(copy, file), after);
            return await VerifyCommand.VerifyAsync(copy, null, TestContext.Current.CancellationToken);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }
}
