using OxyTrial.Assessment.Simulation;

namespace OxyTrial.Assessment.Comparison;

/// <summary>Which imbalance of a design is compared.</summary>
public enum ImbalanceMeasure
{
    /// <summary>Mean D of the whole trial at the end.</summary>
    Overall,

    /// <summary>Mean of the largest D on the way.</summary>
    Largest,

    /// <summary>Mean over the margins of their mean D at the end; without a standard error.</summary>
    Margins,
}

/// <summary>Whose guesses are compared.</summary>
public enum GuessMeasure
{
    /// <summary>The convergence strategy over the whole trial.</summary>
    Trial,

    /// <summary>The convergence strategy within the participant's own cell.</summary>
    Cell,

    /// <summary>Somebody who knows procedure, parameters and covariates.</summary>
    Procedure,
}

/// <summary>Reads the two coordinates of a comparison off a simulation.</summary>
public static class TradeOf
{
    /// <summary>A design's place; every design has to be simulated on the same population.</summary>
    public static DesignTrade Result(SimulationResult result, ImbalanceMeasure imbalance, GuessMeasure guess)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new DesignTrade(
            imbalance switch
            {
                ImbalanceMeasure.Overall => result.Imbalance.Final.MeanAbsolute,
                ImbalanceMeasure.Largest => result.Imbalance.Largest.MeanAbsolute,
                ImbalanceMeasure.Margins => new Estimate(result.Margins.Count == 0 ? 0 : result.Margins.Average(margin => margin.MeanAbsolute), 0),
                _ => throw new ArgumentOutOfRangeException(nameof(imbalance)),
            },
            guess switch
            {
                GuessMeasure.Trial => result.Predictability.Convergence,
                GuessMeasure.Cell => result.Predictability.OwnCell,
                GuessMeasure.Procedure => result.Predictability.KnownProcedure,
                _ => throw new ArgumentOutOfRangeException(nameof(guess)),
            });
    }
}
