using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>Says what is wrong with a request.</summary>
public static class SimulationCheck
{
    private const int MostPatients = 1_000_000;
    private const long MostTrials = 1_000_000_000;
    private const int MostThreads = 1024;
    private const double SumTolerance = 1e-9;

    /// <summary>The first thing that is wrong and what would be possible, as one sentence without a full stop; null when nothing is.</summary>
    public static string? ErrorOf(SimulationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return NumberError(request) ?? LengthError(request) ?? PopulationError(request.Population) ?? FactorError(request);
    }

    private static string? NumberError(SimulationRequest request) =>
        OutOf("patients", request.Patients, 1, MostPatients)
        ?? OutOf("trials", request.Trials, 1, MostTrials)
        ?? OutOf("threads", request.Threads, 1, MostThreads)
        ?? OutOf("kits per participant", request.KitsPerParticipant, 1, 1000)
        ?? Share("stock-out", request.StockOut)
        ?? Share("alpha", request.Alpha)
        ?? (request.Effect > 0 && request.Effect <= 100 ? null : FormattableString.Invariant($"the effect is {request.Effect}; possible are numbers above 0 and up to 100"))
        ?? (ImbalanceUnit.Of(request.Ratio) is null ? $"the numbers of the ratio {request.Ratio} have a common multiple above 10^11; possible are smaller ones" : null);

    private static string? OutOf(string what, long value, long least, long most) => value >= least && value <= most
        ? null
        : FormattableString.Invariant($"{what}: {value} is not possible; possible are {least} to {most}");

    private static string? Share(string what, double value) =>
        value > 0 && value < 1 ? null : FormattableString.Invariant($"{what}: {value} is not possible; possible are numbers above 0 and below 1");

    private static string? LengthError(SimulationRequest request) => request.Patients > request.Procedure.Length
        ? $"patients: {request.Patients} are more than the {request.Procedure.Length} places of the procedure's list; possible are up to "
            + $"{request.Procedure.Length}, since one list may get everybody, or a longer list"
        : null;

    private static string? PopulationError(IReadOnlyList<PopulationFactor> population)
    {
        foreach (var factor in population)
        {
            if (factor.Levels.Count == 0 || factor.Levels.Any(level => !(level.Share >= 0 && level.Share <= 1))
                || Math.Abs(factor.Levels.Sum(level => level.Share) - 1) > SumTolerance)
            {
                return $"the prevalences of {factor.Name} are not shares that sum to 1";
            }
        }

        if (FactorList.ErrorOf([.. population.Select(factor => new FactorDefinition(factor.Name, [.. factor.Levels.Select(level => level.Level)]))]) is { } error)
        {
            return $"population: {error}";
        }

        return population.Aggregate(1.0, (product, factor) => product * factor.Levels.Count) > CellTable.MostJoints
            ? $"the factors have more than {CellTable.MostJoints} combinations of levels; possible are fewer"
            : null;
    }

    private static string? FactorError(SimulationRequest request)
    {
        foreach (var factor in request.Procedure.Factors.Factors)
        {
            var given = request.Population.FirstOrDefault(other => other.Name == factor.Name);
            if (given is null)
            {
                return $"the population does not say how frequent the levels of {factor.Name} are; they are {string.Join(", ", factor.Levels)}";
            }

            if (!given.Levels.Select(level => level.Level).SequenceEqual(factor.Levels, StringComparer.Ordinal))
            {
                return $"the population's levels of {factor.Name} are not the procedure's: {string.Join(", ", factor.Levels)}, in this order";
            }
        }

        return null;
    }
}
