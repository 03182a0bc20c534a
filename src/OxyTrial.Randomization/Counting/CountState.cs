namespace OxyTrial.Randomization;

/// <summary>The counts per arm of one scope and the probabilities its rule gives for them.</summary>
internal sealed class CountState : IProcedureState
{
    private readonly CountRule _rule;
    private readonly int? _length;
    private readonly RangeOfCounts _range;
    private readonly int[] _counts;
    private readonly Rational[] _probabilities;
    private int _added;

    public CountState(CountRule rule, int? length)
    {
        (_rule, _length) = (rule, length);
        _range = new RangeOfCounts(rule.Ratio);
        _counts = new int[rule.Ratio.Count];
        _probabilities = new Rational[rule.Ratio.Count];
        _rule.Probabilities(_counts, _probabilities);
    }

    public ProcedureAnswer Next(Profile profile) => _range.Answer(Open());

    public ReadOnlySpan<Rational> Probabilities(Profile profile) => Open();

    public bool TryAdd(Profile profile, int arm)
    {
        if (_added == _length || _probabilities[arm].Sign == 0)
        {
            return false;
        }

        _counts[arm]++;
        _added++;
        _range.Add(arm);
        if (_added != _length)
        {
            _rule.Probabilities(_counts, _probabilities);
        }

        return true;
    }

    private Rational[] Open() => _added == _length
        ? throw new InvalidOperationException($"The list of {_length} places is used up; it never begins anew.")
        : _probabilities;
}
