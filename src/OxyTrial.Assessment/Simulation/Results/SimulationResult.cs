using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// What a simulation of one design answers. All shares and probabilities are from 0 to 1. Everything but <see cref="Run"/>'s seconds
/// and threads is a function of design, population, patients, trials and seed alone. It speaks of block sizes: for the unblinded
/// statistician who plans the trial.
/// </summary>
public sealed record SimulationResult
{
    /// <summary>What was run, and how fast.</summary>
    public required SimulationRun Run { get; init; }

    /// <summary>The population that was assumed: factors are independent of each other.</summary>
    public required IReadOnlyList<PopulationFactor> Population { get; init; }

    /// <summary>Imbalance of the whole trial.</summary>
    public required OverallImbalance Imbalance { get; init; }

    /// <summary>Imbalance at the end among those who share one level, factor by factor; empty without factors.</summary>
    public required IReadOnlyList<GroupImbalance> Margins { get; init; }

    /// <summary>
    /// Imbalance at the end among those who share the levels of all the procedure's factors (and the cohort); empty without factors.
    /// </summary>
    public required IReadOnlyList<GroupImbalance> Cells { get; init; }

    /// <summary>How well the next arm can be guessed.</summary>
    public required Predictability Predictability { get; init; }

    /// <summary>What imbalance costs, one entry per pair of arms.</summary>
    public required IReadOnlyList<PairPower> Power { get; init; }

    /// <summary>Bias from a linear trend over the trial.</summary>
    public required ChronologicalBias ChronologicalBias { get; init; }

    /// <summary>Kits a site needs, one entry per site; one entry for everybody when the population has no site factor.</summary>
    public required IReadOnlyList<SiteDemand> Kits { get; init; }

    /// <summary>The design under other prevalences of the sensitive factors; empty when there are none.</summary>
    public required IReadOnlyList<SensitivityPoint> Sensitivity { get; init; }

    /// <summary>What a reviewer should look at, with the numbers that raised it.</summary>
    public required IReadOnlyList<SimulationWarning> Warnings { get; init; }
}

/// <summary>What was run.</summary>
/// <param name="Method">The procedure's name, such as <c>hu-hu</c>.</param>
/// <param name="ProcedureJson">The procedure's canonical JSON; holds what sites must not know.</param>
/// <param name="Arms">Arms and ratio.</param>
/// <param name="Patients">Participants of a trial, at least 1.</param>
/// <param name="Trials">Simulated trials, at least 1.</param>
/// <param name="Seed">Seed; the same seed gives the same answers whatever the threads.</param>
/// <param name="Threads">Threads that shared the work.</param>
/// <param name="Assignments">Patients × trials of the main run, without the sensitivity's reruns.</param>
/// <param name="Seconds">Wall-clock seconds of the main run's trials alone: no reading, no summary.</param>
public sealed record SimulationRun(
    string Method, string ProcedureJson, IReadOnlyList<RatioArm> Arms, int Patients, long Trials, long Seed, int Threads, long Assignments, double Seconds);

/// <summary>A mean over trials and its standard error (sample standard deviation of the trials over the root of their number; 0 for one trial).</summary>
public readonly record struct Estimate(double Mean, double StandardError);

/// <summary>
/// Something to look at, and why: <paramref name="Value"/> passed <paramref name="Threshold"/>.
/// </summary>
/// <param name="Code">A fixed word, see <see cref="WarningCodes"/>.</param>
/// <param name="Message">One sentence with the numbers.</param>
/// <param name="Value">The number that raised it; null when no number did.</param>
/// <param name="Threshold">The number it was compared with; null when no number was.</param>
/// <param name="Groups">The cells it is about, worst first; empty when it is about the whole trial.</param>
public sealed record SimulationWarning(string Code, string Message, double? Value, double? Threshold, IReadOnlyList<string> Groups);

/// <summary>The words of <see cref="SimulationWarning.Code"/>.</summary>
public static class WarningCodes
{
    /// <summary>Lists × largest block exceed half the patients: stratified blocks are hardly better than a coin (Hallstrom and Davis 1988).</summary>
    public const string SparseStrata = "sparse-strata";

    /// <summary>A list is expected to end within its first block.</summary>
    public const string CellSmallerThanBlock = "cell-smaller-than-block";

    /// <summary>A cell is empty in more than 5 % of the trials.</summary>
    public const string EmptyCells = "empty-cells";

    /// <summary>An imbalance of a tenth of all patients or more in over 5 % of the trials, in the whole trial or in a cell.</summary>
    public const string LargeImbalance = "large-imbalance";

    /// <summary>What the procedure's own check says, such as an allocation ratio that is not kept at every step.</summary>
    public const string Procedure = "procedure";
}
