using System.Runtime.InteropServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>As <see cref="TwoArmTable"/>, for any arms and ratio.</summary>
internal sealed class ManyArmTable
{
    public const int Start = 0;
    private const int Unknown = -1;
    private const int MostNumbers = 1 << 24;

    private readonly ListRule _rule;
    private readonly int _arms;
    private readonly Dictionary<CountKey, int> _index = [];
    private readonly List<ulong> _cumulated = [];
    private readonly List<int> _next = [];
    private readonly List<int> _counts = [];
    private readonly Rational[] _probabilities;

    public ManyArmTable(ListRule rule)
    {
        (_rule, _arms, _probabilities) = (rule, rule.Ratio.Count, new Rational[rule.Ratio.Count]);
        IndexOf(new int[_arms]);
    }

    /// <summary>Before every trial, when no state but the start is in use.</summary>
    public void Begin()
    {
        if (_next.Count > MostNumbers)
        {
            _index.Clear();
            _cumulated.Clear();
            _next.Clear();
            _counts.Clear();
            IndexOf(new int[_arms]);
        }
    }

    public ReadOnlySpan<ulong> Cumulated(int state) => CollectionsMarshal.AsSpan(_cumulated).Slice(state * (_arms - 1), _arms - 1);

    public int Next(int state, int arm)
    {
        var next = _next[(state * _arms) + arm];
        return next == Unknown ? Follow(state, arm) : next;
    }

    private int Follow(int state, int arm)
    {
        Span<int> counts = stackalloc int[_arms];
        CollectionsMarshal.AsSpan(_counts).Slice(state * _arms, _arms).CopyTo(counts);
        counts[arm]++;
        _rule.Reduce(counts);
        var next = IndexOf(counts);
        _next[(state * _arms) + arm] = next;
        return next;
    }

    private int IndexOf(ReadOnlySpan<int> counts)
    {
        var key = CountKey.Of(counts);
        if (!_index.TryGetValue(key, out var index))
        {
            index = _index.Count;
            _index.Add(key, index);
            Add(counts);
        }

        return index;
    }

    private void Add(ReadOnlySpan<int> counts)
    {
        if (ListRule.Sum(counts) < _rule.Length)
        {
            _rule.Probabilities(counts, _probabilities);
        }

        _cumulated.AddRange(Probability63.Cumulated(_probabilities));
        foreach (var count in counts)
        {
            _counts.Add(count);
            _next.Add(Unknown);
        }
    }
}
