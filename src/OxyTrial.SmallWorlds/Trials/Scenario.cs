using System.Collections.Immutable;

namespace OxyTrial.SmallWorlds.Trials;

/// <summary>A tiny trial: its arms and sites, and what happens in it.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Summary">What it is about, in a few words.</param>
/// <param name="Steps">What happens, in order.</param>
public sealed record Scenario(string Name, string Summary, params ImmutableArray<Step> Steps)
{
    /// <summary>The allocation ratio.</summary>
    public ImmutableArray<int> Ratio { get; init; } = [1, 1];

    /// <summary>Whether the arms are two sequences of two treatments, with the visits V1 and V2 in their periods.</summary>
    public bool CrossOver { get; init; }

    /// <summary>Whether a setting is drawn openly for every participant, by a coin.</summary>
    public bool DrawnSetting { get; init; }

    /// <summary>Number of sites; participants come to them in turn.</summary>
    public int Sites { get; init; } = 1;

    /// <summary>Sets of all lots, in the order in which they are released.</summary>
    internal IEnumerable<int> SetsOfLots => Steps.Select(step => step switch
    {
        Step.Supply supply => supply.Sets,
        Step.SupplyWhenRefused supply => supply.Sets,
        _ => 0,
    }).Where(sets => sets > 0);

    /// <summary>The site of a participant; both from 1.</summary>
    internal int SiteOf(int participant) => ((participant - 1) % Sites) + 1;
}
