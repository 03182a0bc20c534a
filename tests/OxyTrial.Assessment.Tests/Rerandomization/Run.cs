using OxyTrial.Assessment.Rerandomization;

namespace OxyTrial.Assessment.Tests.Rerandomization;

/// <summary>A test carried out; it ends when the runner is stopped.</summary>
internal static class Run
{
    public static ExactTest? Enumerated(this RerandomizationTest test, long most, IProgress<(int Done, int Target)>? progress = null) =>
        test.Enumerate(most, progress, TestContext.Current.CancellationToken);

    public static MonteCarloTest Drawn(
        this RerandomizationTest test, int replicates, long seed, int threads = 1, IProgress<(int Done, int Target)>? progress = null) =>
        test.Draw(replicates, seed, threads, progress, TestContext.Current.CancellationToken);
}
