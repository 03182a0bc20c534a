namespace OxyTrial.Assessment.Simulation;

/// <summary>What a population factor is in the trial.</summary>
public enum FactorRole
{
    /// <summary>A stratification factor.</summary>
    Factor,

    /// <summary>The site, whether or not the procedure uses it.</summary>
    Site,

    /// <summary>The cohort: each has lists of its own.</summary>
    Cohort,
}

/// <summary>Where prevalences come from.</summary>
public enum PrevalenceOrigin
{
    /// <summary>The user gave them.</summary>
    Given,

    /// <summary>Nobody gave any: all levels are assumed equally frequent.</summary>
    AssumedEqual,

    /// <summary>Nobody gave any: cohorts are as frequent as their caps are large.</summary>
    FromCaps,

    /// <summary>Nobody gave any: 90 % of the patients are assumed insecure (Herpertz and Bertsch 2015: more than 90 %).</summary>
    AssumedInsecure,
}

/// <summary>A level and the share of patients who have it.</summary>
public sealed record LevelShare(string Level, double Share);

/// <summary>A factor of the simulated patients, independent of the others.</summary>
/// <param name="Name">Name, as the procedure's factor.</param>
/// <param name="Levels">Levels with their shares: each from 0 to 1, sum 1, one at least.</param>
/// <param name="Role">What it is in the trial.</param>
/// <param name="Origin">Where the shares come from.</param>
/// <param name="SensitiveLevel">The level whose odds the sensitivity reruns change; null for none.</param>
public sealed record PopulationFactor(
    string Name, IReadOnlyList<LevelShare> Levels, FactorRole Role, PrevalenceOrigin Origin, string? SensitiveLevel = null);
