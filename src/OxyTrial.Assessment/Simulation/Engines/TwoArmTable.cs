using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

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

    /// <summary>The table; replaced when <see cref="Next"/> makes it grow.</summary>
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

    /// <summary>Where the first (true) or second arm leads from a state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int from, bool first)
    {
        ref var state = ref States[from];
        var next = state.Second ^ (first ? state.FirstOrSecond : 0);
        return next != Unknown ? next : Follow(from, first);
    }

    // Asks the rule, and notes the answer for the next time.
    private int Follow(int from, bool first)
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
            var (states, reached) = (States, _counts);
            Array.Resize(ref states, 2 * _size);
            Array.Resize(ref reached, 2 * _size);
            (States, _counts) = (states, reached);
        }

        var difference = counts[0] - counts[1];
        _counts[_size] = (counts[0], counts[1]);
        States[_size++] = new State
        {
            Probability = ProbabilityAt(counts, out var known, out var certain),
            Packed = State.Pack(known, difference == 0, certain),
            Difference = difference,
            Imbalance = Math.Abs(difference),
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
        /// <summary>Most states a walk may add up in one <see cref="Packed"/>.</summary>
        public const int MostPatients = (1 << CountBits) - 1;

        private const int CountBits = 13;
        private const int TieShift = 64 - CountBits;
        private const int CertainShift = TieShift - CountBits;

        /// <summary>Probability of the first arm over 2⁶³.</summary>
        public ulong Probability;

        /// <summary>The state the second arm leads to; <see cref="Unknown"/> at first.</summary>
        public int Second;

        /// <summary>Exclusive or of both arms' states: masked by the draw it turns one into the other without a branch.</summary>
        public int FirstOrSecond;

        /// <summary>What a patient here adds: probability of the likelier arm (fixed-point), ties, certain arms.</summary>
        public ulong Packed;

        /// <summary>Patients in the first arm less those in the second.</summary>
        public int Difference;

        /// <summary>Its absolute value.</summary>
        public int Imbalance;

        public static ulong Pack(uint known, bool tie, bool certain) =>
            known | ((tie ? 1UL : 0) << TieShift) | ((certain ? 1UL : 0) << CertainShift);

        /// <summary>The sums that were added up in one number.</summary>
        public static (long Known, long Ties, long Certain) Unpacked(ulong sum) => (
            (long)(sum & ((1UL << CertainShift) - 1)),
            (long)(sum >> TieShift),
            (long)(sum >> CertainShift) & MostPatients);
    }
}
