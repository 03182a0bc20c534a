using System.Numerics;
using System.Runtime.CompilerServices;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// xoshiro256** (Blackman and Vigna, ACM Transactions on Mathematical Software 47 (2021), article 36), seeded by SplitMix64 (Steele, Lea
/// and Flood, OOPSLA 2014). Every trial has a stream of its own, from seed and trial number alone, so that threads may share the trials
/// in any way. Predictable by design, hence internal and no source of bits an allocation could read.
/// </summary>
internal struct Generator
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public Generator(long seed, long trial)
    {
        // The seed is mixed before the trial is added: neighboring seeds share no stream.
        var mixed = unchecked((ulong)seed + GoldenGamma);
        var state = unchecked(Mixed(mixed) + ((ulong)trial * 0xD1342543DE82EF95));
        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    /// <summary>The generator in this state, not all zero: for comparison with the published code.</summary>
    public Generator(ulong a, ulong b, ulong c, ulong d) => (_a, _b, _c, _d) = (a, b, c, d);

    /// <summary>Uniform on [0, 2⁶⁴).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next()
    {
        unchecked
        {
            var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
            var t = _b << 17;
            _c ^= _a;
            _d ^= _b;
            _b ^= _c;
            _a ^= _d;
            _c ^= t;
            _d = BitOperations.RotateLeft(_d, 45);
            return result;
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        state = unchecked(state + GoldenGamma);
        return Mixed(state);
    }

    private static ulong Mixed(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
