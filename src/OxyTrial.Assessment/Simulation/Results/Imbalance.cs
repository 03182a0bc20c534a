namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// Imbalance D of the whole trial: the range of count/ratio over the arms, the ratio in lowest terms; with two arms 1:1 it is
/// |N_A − N_B|.
/// </summary>
/// <param name="Final">D after the last patient.</param>
/// <param name="Largest">The largest D on the way, the last patient included.</param>
/// <param name="Course">D after some of the patients, in order; the last entry is the end.</param>
public sealed record OverallImbalance(ImbalanceDistribution Final, ImbalanceDistribution Largest, IReadOnlyList<CoursePoint> Course);

/// <summary>D after a number of patients.</summary>
public sealed record CoursePoint(int Patients, ImbalanceDistribution Imbalance);

/// <summary>How an imbalance is distributed over the trials.</summary>
/// <param name="MeanAbsolute">Mean of D.</param>
/// <param name="MeanSquared">Mean of D².</param>
/// <param name="Median">Smallest D that at least half the trials do not exceed.</param>
/// <param name="Percentile90">As the median, for 90 % of the trials.</param>
/// <param name="Percentile95">As the median, for 95 % of the trials.</param>
/// <param name="Percentile99">As the median, for 99 % of the trials.</param>
/// <param name="Maximum">Largest D of all trials.</param>
/// <param name="ShareAtLeastTenth">Share of trials with D ≥ a tenth of the patients.</param>
/// <param name="Values">Every D that occurred, ascending, with its share of the trials.</param>
public sealed record ImbalanceDistribution(
    Estimate MeanAbsolute,
    Estimate MeanSquared,
    double Median,
    double Percentile90,
    double Percentile95,
    double Percentile99,
    double Maximum,
    double ShareAtLeastTenth,
    IReadOnlyList<ValueShare> Values);

/// <summary>A value and the share of trials that had it.</summary>
public readonly record struct ValueShare(double Value, double Share);

/// <summary>Imbalance at the end of the trial in a group of patients: a margin or a cell.</summary>
/// <param name="Levels">The levels that make the group, in the population's order; one for a margin.</param>
/// <param name="ExpectedPatients">Patients × the product of the levels' prevalences.</param>
/// <param name="ShareEmpty">Share of trials with nobody in the group.</param>
/// <param name="MeanAbsolute">Mean of the group's D; 0 when it is empty.</param>
/// <param name="ShareAtLeastTenth">Share of trials in which the group's D is at least a tenth of the group's own patients, and not 0.</param>
/// <param name="ShareAtLeastTenthOfTrial">Share of trials in which the group's D is at least a tenth of all patients.</param>
public sealed record GroupImbalance(
    IReadOnlyList<GroupLevel> Levels,
    double ExpectedPatients,
    double ShareEmpty,
    double MeanAbsolute,
    double ShareAtLeastTenth,
    double ShareAtLeastTenthOfTrial)
{
    /// <summary>"gender=F, anxiety=high".</summary>
    public string Name => string.Join(", ", Levels.Select(level => $"{level.Factor}={level.Level}"));
}

/// <summary>A level of a factor.</summary>
public readonly record struct GroupLevel(string Factor, string Level);
