using System.Numerics;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// The terms of minimization and of Hu and Hu's procedure with whole-number weights (times a common denominator, which no comparison
/// notices), and where each term's group lies.
/// </summary>
internal sealed class BalanceTerms
{
    private BalanceTerms(BalanceOffsets groups, CellTable cells, IReadOnlyList<(Rational Weight, Func<int, int> Group)> terms)
    {
        var positive = terms.Where(term => term.Weight.Sign > 0).ToArray();
        var common = positive.Aggregate(BigInteger.One, (sofar, term) =>
            sofar * term.Weight.Denominator / BigInteger.GreatestCommonDivisor(sofar, term.Weight.Denominator));
        Weights = [.. positive.Select(term => term.Weight.Numerator * (common / term.Weight.Denominator))];
        GroupCount = groups.Count;
        Groups = [.. Enumerable.Range(0, cells.JointCount).SelectMany(joint => positive.Select(term => term.Group(joint)))];
    }

    public BigInteger[] Weights { get; }

    public int GroupCount { get; }

    /// <summary>By joint index × term: the group.</summary>
    public int[] Groups { get; }

    public required ImbalanceMetric Metric { get; init; }

    public required Rational Probability { get; init; }

    /// <summary>The terms of a procedure; null when it is not one of the two.</summary>
    public static BalanceTerms? Of(ProcedureDefinition procedure, CellTable cells)
    {
        var groups = new BalanceOffsets(cells, procedure.Factors);
        IEnumerable<(Rational, Func<int, int>)> Margins(IReadOnlyList<Rational> weights) =>
            weights.Select((weight, factor) => (weight, (Func<int, int>)(joint => groups.Margin(joint, factor))));
        return procedure switch
        {
            Minimization minimization => new BalanceTerms(groups, cells, [.. Margins(minimization.Weights)])
            {
                Metric = minimization.Metric,
                Probability = minimization.Probability,
            },
            HuHu huHu => new BalanceTerms(groups, cells, [(huHu.Overall, groups.Overall), .. Margins(huHu.Margins), (huHu.Stratum, groups.Stratum)])
            {
                Metric = ImbalanceMetric.SquaredSum,
                Probability = huHu.Probability,
            },
            _ => null,
        };
    }
}
