using System.Runtime.InteropServices;

namespace OxyTrial.Randomization.Simulation;

/// <summary>
/// A list of two arms 1 : 1 as a table of the states it has reached: probability of the first arm, what the state adds to the sums, and
/// where the two arms lead. It grows as the walk reaches new states; a state is looked up in the rule once.
/// </summary>
internal sealed class TwoArmTable
{
    /// <summary>The state before the first patient.</summary>
    public const int Start = 1;

    /// <summary>Where an arm leads that was not taken before.</summary>
    public const int Unknown = 0;

    // Beyond this the table is begun anew with the next trial, so that long lists of procedures with many states fit in memory.
    private const int MostStates = 1 << 20;

    private readonly ListRule _rule;
    private readonly Dictionary<(int, int), int> _index = [];
    private readonly Rational[] _probabilities = new Rational[2];
    private (int First, int Second)[] _counts = new (int, int)[64];
    private int _size = Start;

    public TwoArmTable(ListRule rule)
    {
        _rule = rule;
        IndexOf(0, 0);
    }

    /// <summary>The table; replaced when <see cref="Follow"/> makes it grow.</summary>
    public State[] States { get; private set; } = new State[64];

    /// <summary>Before every trial, when no state but the start is in use.</summary>
    public void Begin()
    {
        if (_size > MostStates)
        {
            _index.Clear();
            (_size, States, _counts) = (Start, new State[64], new (int, int)[64]);
            IndexOf(0, 0);
        }
    }

    /// <summary>Where the first (true) or second arm leads from a state, noted for the next time.</summary>
    public int Follow(int from, bool first)
    {
        var (firsts, seconds) = _counts[from];
        var next = IndexOf(firsts + (first ? 1 : 0), seconds + (first ? 0 : 1));
        ref var state = ref States[from];
        if (first)
        {
            state.FirstOrSecond = next ^ state.Second;
        }
        else
        {
            var known = state.FirstOrSecond ^ state.Second;
            state.Second = next;
            state.FirstOrSecond = known ^ next;
        }

        return next;
    }

    private int IndexOf(int firsts, int seconds)
    {
        Span<int> counts = [firsts, seconds];
        _rule.Reduce(counts);
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_index, (counts[0], counts[1]), out var exists);
        if (!exists)
        {
            index = _size;
            Add(counts);
        }

        return index;
    }

    private void Add(ReadOnlySpan<int> counts)
    {
        if (_size == States.Length)
        {
            var (states, known) = (States, _counts);
            Array.Resize(ref states, 2 * _size);
            Array.Resize(ref known, 2 * _size);
            (States, _counts) = (states, known);
        }

        var difference = counts[0] - counts[1];
        _counts[_size] = (counts[0], counts[1]);
        States[_size++] = new State
        {
            Probability = ProbabilityAt(counts, out var known24, out var certain),
            Known = known24,
            Difference = difference,
            Imbalance = Math.Abs(difference),
            TieAndCertain = (difference == 0 ? State.Tie : 0) | (certain ? State.Certain : 0),
        };
    }

    private ulong ProbabilityAt(ReadOnlySpan<int> counts, out uint known, out bool certain)
    {
        (known, certain) = (0, false);
        if (ListRule.Sum(counts) >= _rule.Length)
        {
            return 0;
        }

        _rule.Probabilities(counts, _probabilities);
        var probability = Probability63.Of(_probabilities[0]);
        (known, certain) = (Probability63.LargerOf(probability), Probability63.IsCertain(probability));
        return probability;
    }

    /// <summary>A state: 32 bytes, two to a cache line.</summary>
    internal struct State
    {
        public const uint Tie = 1;
        public const uint Certain = 1U << 31;

        /// <summary>Probability of the first arm over 2⁶³.</summary>
        public ulong Probability;

        /// <summary>The state the second arm leads to; <see cref="Unknown"/> at first.</summary>
        public int Second;

        /// <summary>Exclusive or of both arms' states: masked by the draw it turns one into the other without a branch.</summary>
        public int FirstOrSecond;

        /// <summary>Probability of the likelier arm, fixed-point.</summary>
        public uint Known;

        /// <summary>Patients in the first arm less those in the second.</summary>
        public int Difference;

        /// <summary>Its absolute value.</summary>
        public int Imbalance;

        /// <summary>Counts of ties in the low, of certain arms in the high part of a 64-bit sum.</summary>
        public uint TieAndCertain;
    }
}
