using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>What to simulate.</summary>
public sealed record SimulationRequest
{
    /// <summary>The procedure.</summary>
    public required ProcedureDefinition Procedure { get; init; }

    /// <summary>Arms and ratio.</summary>
    public required AllocationRatio Ratio { get; init; }

    /// <summary>The patients: at least the procedure's factors; also cohorts and sites.</summary>
    public required IReadOnlyList<PopulationFactor> Population { get; init; }

    /// <summary>Patients of a trial, 1 to 1,000,000.</summary>
    public required int Patients { get; init; }

    /// <summary>Trials, 1 to 1,000,000,000.</summary>
    public required long Trials { get; init; }

    /// <summary>Seed of all draws.</summary>
    public required long Seed { get; init; }

    /// <summary>Threads, at least 1; answers do not depend on it.</summary>
    public required int Threads { get; init; }

    /// <summary>Accepted probability of a stock-out at a site, above 0 and below 1.</summary>
    public double StockOut { get; init; } = 0.05;

    /// <summary>Kits a participant uses over the trial, at least 1.</summary>
    public int KitsPerParticipant { get; init; } = 1;

    /// <summary>Standardized difference for which power is stated, above 0.</summary>
    public double Effect { get; init; } = 0.5;

    /// <summary>Two-sided level of that test, above 0 and below 1.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>What the procedure's own check said; repeated among the result's warnings.</summary>
    public IReadOnlyList<ProcedureError> ProcedureWarnings { get; init; } = [];
}
