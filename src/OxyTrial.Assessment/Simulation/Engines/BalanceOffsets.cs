using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>The groups a covariate-adaptive procedure balances, each cohort with groups of its own, as places in one array.</summary>
internal sealed class BalanceOffsets
{
    private readonly CellTable _cells;
    private readonly FactorList _factors;
    private readonly int _perCohort;

    public BalanceOffsets(CellTable cells, FactorList factors)
    {
        (_cells, _factors) = (cells, factors);
        _perCohort = 1 + factors.Factors.Sum(factor => factor.Levels.Count) + StrataCount;
    }

    /// <summary>The groups there are.</summary>
    public int Count => _perCohort * _cells.CohortCount;

    private int StrataCount => _factors.Factors.Aggregate(1, (product, factor) => product * factor.Levels.Count);

    /// <summary>Everybody of the cohort.</summary>
    public int Overall(int joint) => _perCohort * _cells.CohortOf[joint];

    /// <summary>Those who share the level of the procedure's factor.</summary>
    public int Margin(int joint, int factor) =>
        Overall(joint) + 1 + _factors.Factors.Take(factor).Sum(earlier => earlier.Levels.Count) + _cells.Profiles[joint][factor];

    /// <summary>Those who share all levels of the procedure's factors.</summary>
    public int Stratum(int joint)
    {
        var stratum = 0;
        for (var factor = 0; factor < _factors.Count; factor++)
        {
            stratum = (stratum * _factors.Factors[factor].Levels.Count) + _cells.Profiles[joint][factor];
        }

        return Overall(joint) + _perCohort - StrataCount + stratum;
    }
}
