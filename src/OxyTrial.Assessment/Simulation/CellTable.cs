using System.Runtime.CompilerServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// The population made ready: every combination of levels is a <em>joint</em> index, drawn at once, with what it belongs to looked up.
/// Joint indexes count with the last factor fastest.
/// </summary>
internal sealed class CellTable
{
    public const int MostJoints = 1 << 20;

    private readonly AliasTable _alias;

    public CellTable(IReadOnlyList<PopulationFactor> population, ProcedureDefinition procedure)
    {
        Population = population;
        JointCount = population.Aggregate(1, (product, factor) => checked(product * factor.Levels.Count));
        JointShares = [.. Enumerable.Range(0, JointCount).Select(joint => ShareOf(joint))];
        _alias = new AliasTable(JointShares);
        var procedureFactors = procedure.Factors.Factors.Select(factor => IndexOf(factor.Name)).ToArray();
        var cohorts = IndexesOf(FactorRole.Cohort);
        Profiles = [.. Enumerable.Range(0, JointCount).Select(joint => new Profile([.. procedureFactors.Select(factor => LevelOf(joint, factor))]))];
        (CohortOf, CohortCount) = Mixed(cohorts);
        (ScopeOf, ScopeCount) = procedure.IsStratified ? Mixed([.. cohorts, .. procedureFactors]) : (CohortOf, CohortCount);
        CellFactors = [.. cohorts.Concat(procedureFactors.Length > 0 ? procedureFactors : IndexesOf(FactorRole.Factor)).Order()];
        (CellOf, CellCount) = Mixed(CellFactors);
        (SiteOf, SiteCount) = Mixed(IndexesOf(FactorRole.Site));
        MarginCount = population.Sum(factor => factor.Levels.Count);
        MarginOf = [.. Enumerable.Range(0, JointCount).SelectMany(Margins)];
    }

    public IReadOnlyList<PopulationFactor> Population { get; }

    public int JointCount { get; }

    public double[] JointShares { get; }

    /// <summary>By joint index: the levels of the procedure's factors.</summary>
    public Profile[] Profiles { get; }

    /// <summary>By joint index: the allocation list.</summary>
    public int[] ScopeOf { get; }

    public int ScopeCount { get; }

    public int[] CohortOf { get; }

    public int CohortCount { get; }

    /// <summary>The population factors that make a cell.</summary>
    public int[] CellFactors { get; }

    public int[] CellOf { get; }

    public int CellCount { get; }

    public int[] SiteOf { get; }

    public int SiteCount { get; }

    /// <summary>By joint index × factor: the level, numbered through all factors.</summary>
    public int[] MarginOf { get; }

    public int MarginCount { get; }

    /// <summary>The joint index of the next patient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Draw(ref Generator generator) => _alias.Draw(ref generator);

    /// <summary>The joint indexes of as many patients as there is room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Draw(ref Generator generator, Span<int> joints)
    {
        var (draws, alias) = (generator, _alias);
        for (var patient = 0; patient < joints.Length; patient++)
        {
            joints[patient] = alias.Draw(ref draws);
        }

        generator = draws;
    }

    /// <summary>The level's index of a population factor.</summary>
    public int LevelOf(int joint, int factor)
    {
        for (var later = Population.Count - 1; later > factor; later--)
        {
            joint /= Population[later].Levels.Count;
        }

        return joint % Population[factor].Levels.Count;
    }

    private int IndexOf(string name) => Population.ToList().FindIndex(factor => factor.Name == name);

    private int[] IndexesOf(FactorRole role) =>
        [.. Enumerable.Range(0, Population.Count).Where(factor => Population[factor].Role == role)];

    private double ShareOf(int joint) =>
        Enumerable.Range(0, Population.Count).Aggregate(1.0, (share, factor) => share * Population[factor].Levels[LevelOf(joint, factor)].Share);

    private (int[] Index, int Count) Mixed(IReadOnlyList<int> factors)
    {
        var index = Enumerable.Range(0, JointCount)
            .Select(joint => factors.Aggregate(0, (sofar, factor) => (sofar * Population[factor].Levels.Count) + LevelOf(joint, factor)));
        return ([.. index], factors.Aggregate(1, (product, factor) => product * Population[factor].Levels.Count));
    }

    private IEnumerable<int> Margins(int joint)
    {
        var first = 0;
        for (var factor = 0; factor < Population.Count; factor++)
        {
            yield return first + LevelOf(joint, factor);
            first += Population[factor].Levels.Count;
        }
    }
}
