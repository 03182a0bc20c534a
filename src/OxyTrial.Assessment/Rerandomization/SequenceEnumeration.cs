using System.Numerics;
using OxyTrial.Assessment.Numbers;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Rerandomization;

/// <summary>
/// Every sequence of arms a list could have got, with its exact probability, the product of the procedure's probabilities along it.
/// Sequences of equal totals are put together.
/// </summary>
internal sealed class SequenceEnumeration
{
    private readonly AllocationList _list;
    private readonly long _most;
    private readonly Action<double> _done;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<ArmTotals, Rational> _probabilities = [];
    private readonly int[] _arms;
    private long _sequences;
    private double _share;

    private SequenceEnumeration(AllocationList list, long most, Action<double> done, CancellationToken cancellation)
    {
        (_list, _most, _done, _cancellation) = (list, most, done, cancellation);
        _arms = new int[list.Count];
    }

    /// <summary>The list's totals with their probabilities; null when there are more sequences than <paramref name="most"/>.</summary>
    /// <param name="list">The list.</param>
    /// <param name="most">Most sequences.</param>
    /// <param name="done">Told, after each sequence, which share of all probability is done.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static TotalsDistribution? Of(AllocationList list, long most, Action<double> done, CancellationToken cancellation)
    {
        var enumeration = new SequenceEnumeration(list, most, done, cancellation);
        return enumeration.Walk(list.Open(), 0, Rational.One, default)
            ? new TotalsDistribution(enumeration._probabilities, enumeration._sequences)
            : null;
    }

    // A state knows no way back: the first branch goes on with it, the others begin anew and follow the arms so far.
    private bool Walk(IProcedureState state, int place, Rational probability, ArmTotals totals)
    {
        if (place == _list.Count)
        {
            _cancellation.ThrowIfCancellationRequested();
            _probabilities[totals] = _probabilities.GetValueOrDefault(totals) + probability;
            _done(_share += probability.ToDouble());
            return ++_sequences <= _most;
        }

        var profile = _list.ProfileAt(place);
        Rational[] next = [.. state.Probabilities(profile)];
        var here = state;
        for (var arm = 0; arm < next.Length; arm++)
        {
            if (next[arm].Sign == 0)
            {
                continue;
            }

            var branch = here ?? Replayed(place);
            here = null;
            branch.Add(profile, arm);
            _arms[place] = arm;
            if (!Walk(branch, place + 1, probability * next[arm], _list.With(totals, place, arm)))
            {
                return false;
            }
        }

        return true;
    }

    private IProcedureState Replayed(int places)
    {
        var state = _list.Open();
        for (var place = 0; place < places; place++)
        {
            state.Add(_list.ProfileAt(place), _arms[place]);
        }

        return state;
    }
}

/// <summary>The probability of every pair of totals, and how many sequences of arms there are behind them.</summary>
internal sealed record TotalsDistribution(IReadOnlyDictionary<ArmTotals, Rational> Probabilities, BigInteger Sequences)
{
    /// <summary>Before any list.</summary>
    public static TotalsDistribution Nothing { get; } = new(new Dictionary<ArmTotals, Rational> { [default] = Rational.One }, BigInteger.One);

    /// <summary>Both lists together, which are independent; null when more than <paramref name="most"/> pairs would have to be formed.</summary>
    public TotalsDistribution? And(TotalsDistribution other, long most)
    {
        if ((long)Probabilities.Count * other.Probabilities.Count > most)
        {
            return null;
        }

        var both = new Dictionary<ArmTotals, Rational>();
        foreach (var (totals, probability) in Probabilities)
        {
            foreach (var (more, factor) in other.Probabilities)
            {
                var sum = totals.Plus(more);
                both[sum] = both.GetValueOrDefault(sum) + (probability * factor);
            }
        }

        return new TotalsDistribution(both, Sequences * other.Sequences);
    }
}
