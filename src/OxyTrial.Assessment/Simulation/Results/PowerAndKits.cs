namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// What imbalance costs the comparison of two arms. Information I = n_a·n_b/(n_a + n_b) against that of the planned ratio, I₀ =
/// n·s_a·s_b/(s_a + s_b); for two arms 1:1, I/I₀ = 4·n_A·n_B/n².
/// </summary>
/// <param name="FirstArm">One arm.</param>
/// <param name="SecondArm">The other.</param>
/// <param name="Efficiency">Mean of I/I₀. May exceed 1 with unequal ratios.</param>
/// <param name="PatientsLost">Mean of n·(1 − I/I₀): patients more that would have made up for it; for two arms 1:1 the mean of D²/n.</param>
/// <param name="Effect">Standardized difference for which the power is stated.</param>
/// <param name="Alpha">Two-sided level.</param>
/// <param name="PlannedPower">Power of the planned ratio, normal approximation: Φ(δ√I − z) + Φ(−δ√I − z).</param>
/// <param name="MeanPower">Mean power over the trials.</param>
/// <param name="Percentile5Power">Power that 95 % of the trials reach.</param>
public sealed record PairPower(
    string FirstArm,
    string SecondArm,
    double Efficiency,
    double PatientsLost,
    double Effect,
    double Alpha,
    double PlannedPower,
    double MeanPower,
    double Percentile5Power);

/// <summary>
/// Kits a site needs at the start so that it is out of stock in at most the stated share of trials, without resupply and without
/// losses. A kit set holds, for each arm, as many kits as its ratio.
/// </summary>
/// <param name="Site">The site; null when the population has none.</param>
/// <param name="ExpectedPatients">Patients expected at the site.</param>
/// <param name="StockOut">The accepted probability of running out, above 0 and below 1.</param>
/// <param name="PooledSets">Sets under the pooled rule: every kit used counts against every arm.</param>
/// <param name="EveryArmSets">Sets when a site only needs a kit of the arm drawn.</param>
/// <param name="Arms">Kits of each arm alone, one entry per arm.</param>
public sealed record SiteDemand(
    string? Site, double ExpectedPatients, double StockOut, int PooledSets, int EveryArmSets, IReadOnlyList<ArmDemand> Arms);

/// <summary>Kits of one arm at one site: the number that its use exceeds in at most the stated share of trials, and its mean.</summary>
public sealed record ArmDemand(string Arm, int Kits, double MeanKits);

/// <summary>The design with the odds of the sensitive factors' first-named level multiplied.</summary>
/// <param name="Factors">The factors that were changed.</param>
/// <param name="Patients">Patients of a trial.</param>
/// <param name="Trials">Trials of this rerun.</param>
/// <param name="SmallestExpectedCell">Expected patients of the smallest cell.</param>
/// <param name="ShareAnyCellEmpty">Share of trials in which some cell is empty.</param>
/// <param name="MeanEmptyCells">Mean number of empty cells.</param>
/// <param name="MeanAbsoluteImbalance">Mean of the whole trial's D at the end.</param>
/// <param name="MeanAbsoluteCellImbalance">Mean over trials and cells of the cell's D.</param>
/// <param name="Convergence">Share of correct guesses, whole trial.</param>
/// <param name="KnownProcedure">Share of correct guesses of somebody who knows the procedure.</param>
public sealed record SensitivityPoint(
    IReadOnlyList<ChangedFactor> Factors,
    int Patients,
    long Trials,
    double SmallestExpectedCell,
    double ShareAnyCellEmpty,
    double MeanEmptyCells,
    double MeanAbsoluteImbalance,
    double MeanAbsoluteCellImbalance,
    double Convergence,
    double KnownProcedure);

/// <summary>A factor's changed prevalence: the odds of <paramref name="Level"/> times <paramref name="OddsFactor"/> give <paramref name="Share"/>.</summary>
public sealed record ChangedFactor(string Factor, string Level, double OddsFactor, double Share);
