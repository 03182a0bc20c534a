using OxyTrial.Faults.Tests.Stage;

namespace OxyTrial.Faults.Tests;

public sealed class TwoServersTests : IDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("oxytrial-shared-");

    [Fact]
    public async Task A_second_server_on_the_same_journal_does_not_start_and_says_why()
    {
        await using var trial = await InterruptedTrial.BeginAsync(data.FullName, participants: 1);

        var (exitCode, errors) = await trial.StartAnotherAsync();

        exitCode.ShouldNotBe(0);
        errors.ShouldContain("another process has it open");
        errors.ShouldContain("journal.db");
        errors.ShouldNotContain("   at ", Case.Sensitive, "whoever starts it reads a sentence, no stack trace");
        (await trial.RandomizeAsync(InterruptedTrial.Participant(1))).Status.ShouldBe(200, "the first one goes on");
    }

    public void Dispose() => data.Delete(recursive: true);
}
