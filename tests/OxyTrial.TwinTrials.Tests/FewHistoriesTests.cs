namespace OxyTrial.TwinTrials.Tests;

/// <summary>A short twin trial that reaches every room: what each planted leak of docs/leaks.md that is a difference of twins is run against.</summary>
public sealed class FewHistoriesTests
{
    [Fact]
    public async Task A_few_histories_tell_nobody_the_arms()
    {
        var request = new TwinRunRequest { Spec = Specs.Read("parallel"), Scenarios = 2, Thorough = true, PdfEvery = 0, Threads = 1 };

        var certificate = await TwinRun.RunAsync(request, cancellation: TestContext.Current.CancellationToken);

        certificate.Difference.ShouldBeNull(certificate.Difference is { } found ? $"{found.What}: {found.First} / {found.Second}" : null);
        certificate.Scenarios.ShouldBe(request.Scenarios);
        certificate.Answers.ShouldBeGreaterThan(1000);
    }
}
