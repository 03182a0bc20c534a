using OxyTrial.Assessment.Rerandomization;

namespace OxyTrial.Cli.Analysis;

/// <summary>What the test found, and by which method.</summary>
internal abstract record RerandomizationOutcome
{
    private RerandomizationOutcome()
    {
    }

    public T Match<T>(Func<Exact, T> exact, Func<MonteCarlo, T> monteCarlo) => this switch
    {
        Exact all => exact(all),
        MonteCarlo some => monteCarlo(some),
        _ => throw new InvalidOperationException("The hierarchy is closed."),
    };

    /// <summary>Every sequence; asked for, or because there were few.</summary>
    internal sealed record Exact(ExactTest Test, bool Asked) : RerandomizationOutcome;

    /// <summary>Some of them, drawn from a seed.</summary>
    internal sealed record MonteCarlo(MonteCarloTest Test, long Seed) : RerandomizationOutcome;
}
