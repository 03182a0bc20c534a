namespace OxyTrial.TwinTrials.Tests;

/// <summary>One history in which everybody asks for everything, of a trial that goes far: each planted leak of docs/leaks.md that is a difference of twins is run against it.</summary>
public sealed class ThoroughHistoryTests
{
    [Fact]
    public async Task One_history_in_which_everybody_asks_for_everything_tells_nobody_the_arms()
    {
        var request = new TwinRunRequest { Spec = Specs.Read("parallel"), First = 1, Scenarios = 1, Thorough = true, PdfEvery = 0, Threads = 1 };

        var certificate = await TwinRun.RunAsync(request, cancellation: TestContext.Current.CancellationToken);

        certificate.Difference.ShouldBeNull();
        certificate.Scenarios.ShouldBe(request.Scenarios);
        certificate.Answers.ShouldBeGreaterThan(1000);
    }
}
