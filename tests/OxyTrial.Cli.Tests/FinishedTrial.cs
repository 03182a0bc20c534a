using OxyTrial.Cli.Commands;
using OxyTrial.Verifier;

namespace OxyTrial.Cli.Tests;

/// <summary>One whole small trial, played once for all tests that look at its folder.</summary>
public sealed class FinishedTrial : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("oxytrial-demo-").FullName;

    public CommandResult Demo { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Demo = await CommandRun.OxyTrialAsync("demo", "--spec", Path.Combine(AppContext.BaseDirectory, "small-trial.yaml"), "--out", Folder, "--seed", "5", "--pdf", "none");

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
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
