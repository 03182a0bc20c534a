using System.Numerics;

namespace OxyTrial.Randomization;

/// <summary>
/// Running state of minimization and of Hu and Hu's procedure: the weighted sum of a metric over balance terms, after a
/// hypothetical assignment to each arm, and a biased coin towards the least. A step costs terms × arms, however many participants
/// there have been.
/// </summary>
internal sealed class CovariateAdaptiveState : IProcedureState
{
    private readonly BalanceTerm[] _terms;
    private readonly BigInteger[] _weights;
    private readonly BigInteger _divisor;
    private readonly BalanceScale _scale;
    private readonly BiasedShares _shares;
    private readonly BigInteger[] _scores;

    public CovariateAdaptiveState(
        AllocationRatio ratio, IEnumerable<BalanceTerm> terms, ImbalanceMetric metric, Rational probability)
    {
        // A weight of zero changes no sum; leaving its term out saves its counts.
        _terms = [.. terms.Where(term => term.Weight.Sign > 0)];
        var common = _terms.Aggregate(BigInteger.One, (sofar, term) =>
            sofar * term.Weight.Denominator / BigInteger.GreatestCommonDivisor(sofar, term.Weight.Denominator));
        _weights = [.. _terms.Select(term => term.Weight.Numerator * (common / term.Weight.Denominator))];
        _scale = new BalanceScale(metric, ratio);
        _divisor = common * _scale.Divisor;
        _shares = new BiasedShares(ratio, probability);
        _scores = new BigInteger[ratio.Count];
    }

    public ProcedureAnswer Next(Profile profile)
    {
        Score(profile);
        var probabilities = _shares.For(BestArms());
        var arms = new ArmAnswer[_scores.Length];
        for (var arm = 0; arm < arms.Length; arm++)
        {
            arms[arm] = new ArmAnswer(new Rational(_scores[arm], _divisor), probabilities[arm]);
        }

        return new ProcedureAnswer(arms);
    }

    public ReadOnlySpan<Rational> Probabilities(Profile profile)
    {
        Score(profile);
        return _shares.For(BestArms());
    }

    public bool TryAdd(Profile profile, int arm)
    {
        if (Probabilities(profile)[arm].Sign == 0)
        {
            return false;
        }

        foreach (var term in _terms)
        {
            term.CountsFor(profile)[arm]++;
        }

        return true;
    }

    private void Score(Profile profile)
    {
        Array.Clear(_scores);
        for (var term = 0; term < _terms.Length; term++)
        {
            var counts = _terms[term].CountsFor(profile);
            for (var arm = 0; arm < _scores.Length; arm++)
            {
                _scores[arm] += _weights[term] * _scale.Score(counts, arm);
            }
        }
    }

    private int BestArms()
    {
        var least = _scores.Min();
        var best = 0;
        for (var arm = 0; arm < _scores.Length; arm++)
        {
            best |= _scores[arm] == least ? 1 << arm : 0;
        }

        return best;
    }
}
