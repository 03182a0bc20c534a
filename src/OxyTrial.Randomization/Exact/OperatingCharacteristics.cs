using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace OxyTrial.Randomization.Exact;

/// <summary>Exact operating characteristics by dynamic programming with fractions; nothing is simulated and nothing is rounded.</summary>
public static class OperatingCharacteristics
{
    /// <summary>Most participants that are asked for; the work grows with their third power.</summary>
    public const int MostPatients = 1000;

    private const long MostEntries = 6_000_000;
    private const int LargestMultiple = 1_000_000;

    /// <summary>
    /// The characteristics of one list of <paramref name="patients"/> participants; a list may end within a block. Refused: a
    /// covariate-adaptive procedure, whose allocations depend on who comes; more patients than the list has places; more states than fit.
    /// </summary>
    public static bool TryCompute(
        ProcedureDefinition definition,
        AllocationRatio ratio,
        int patients,
        [NotNullWhen(true)] out ExactCharacteristics? characteristics,
        [NotNullWhen(false)] out string? error) => TryCompute(definition, ratio, patients, MostEntries, out characteristics, out error);

    internal static bool TryCompute(
        ProcedureDefinition definition,
        AllocationRatio ratio,
        int patients,
        long mostEntries,
        [NotNullWhen(true)] out ExactCharacteristics? characteristics,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(ratio);
        characteristics = null;
        error = ErrorOf(definition, ratio, patients);
        if (error is not null)
        {
            return false;
        }

        characteristics = definition switch
        {
            PermutedBlock { Sizes.Count: > 1 } blocks => Of(merges => new BlockListChain(ratio, blocks.Sizes, merges), patients, mostEntries),
            _ => Of(merges => new CountChain(definition.CountRuleFor(ratio)!, merges), patients, mostEntries),
        };
        error = characteristics is null ? $"{patients} patients lead to too many states; possible are fewer, or a simulation" : null;
        return characteristics is not null;
    }

    /// <summary>
    /// The first of the first <paramref name="patients"/> places whose unconditional probabilities are not the ratio; null when there is
    /// none, or when the procedure has too many states to tell.
    /// </summary>
    internal static MovedRatio? MovedRatio(CountRule rule, int patients)
    {
        const long fewEntries = 20_000;
        if (rule.Ratio.IsEqual || new ScaledCounts(rule.Ratio).Multiple > LargestMultiple)
        {
            return null;
        }

        var walk = new ChainWalk<CountKey>(new CountChain(rule, mergesArms: false), fewEntries);
        walk.TryWalk(patients);
        return walk.MovedRatio;
    }

    private static string? ErrorOf(ProcedureDefinition definition, AllocationRatio ratio, int patients)
    {
        if (patients is < 1 or > MostPatients)
        {
            return $"{patients} patients; possible are 1 to {MostPatients}";
        }

        if (definition.CountRuleFor(ratio) is null && definition is not PermutedBlock)
        {
            return $"{definition.Method} depends on the covariates of those who come, so that a list alone has no characteristics; "
                + "a simulation gives them for a population";
        }

        if (patients > definition.Length)
        {
            return $"{patients} patients, but the list has {definition.Length} places; possible are 1 to {definition.Length}";
        }

        return new ScaledCounts(ratio).Multiple > LargestMultiple
            ? $"the ratio {ratio} has a least common multiple above {LargestMultiple}; possible are smaller numbers"
            : null;
    }

    // The list is walked on one processor while sequences and drift are counted on another, each with a chain of its own.
    private static ExactCharacteristics? Of<TState>(Func<bool, ArmChain<TState>> chains, int patients, long mostEntries)
        where TState : IEquatable<TState>
    {
        var chain = chains(true);
        var walk = new ChainWalk<TState>(chain, mostEntries);
        var (walked, sequences, drift) = (false, BigInteger.Zero, (Rational?)null);
        using var refused = new CancellationTokenSource();
        Parallel.Invoke(
            () =>
            {
                walked = walk.TryWalk(patients);
                if (!walked)
                {
                    refused.Cancel();
                }
            },
            () => sequences = chains(true).SequenceCount(patients),
            () => drift = chain.Ratio.Count == 2 ? DriftWalk.Variance(chains(false), patients, refused.Token) : null);
        return walked
            ? new ExactCharacteristics
            {
                Patients = patients,
                SequenceCount = sequences,
                ExpectedCorrectGuesses = walk.CorrectGuesses,
                ExpectedSquaredFinalImbalance = walk.ExpectedSquaredImbalance(),
                DeterministicShare = walk.CertainAllocations / patients,
                MaximumImbalance = walk.MaximumImbalance(),
                DriftVariance = drift,
                MovedRatio = walk.MovedRatio,
            }
            : null;
    }
}
