namespace OxyTrial.Simulation.Scheduling;

/// <summary>
/// Everything that is left to chance in one simulated trial, from its seed alone: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). Predictable by
/// design, and no source of bits an allocation could read.
/// </summary>
internal sealed class Chance(ulong seed)
{
    private ulong state = Mixed(unchecked(seed + 0x9E3779B97F4A7C15));

    /// <summary>Uniform on [0, 2⁶⁴).</summary>
    public ulong Next()
    {
        state = unchecked(state + 0x9E3779B97F4A7C15);
        return Mixed(state);
    }

    /// <summary>Uniform on 0 … <paramref name="count"/> − 1.</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>Uniform between two numbers, both included.</summary>
    public long Between(long least, long most) => least + Below((int)(most - least + 1));

    /// <summary>True in so many of a thousand cases.</summary>
    public bool Happens(int inThousand) => Below(1000) < inThousand;

    /// <summary>One of a list.</summary>
    public T Of<T>(IReadOnlyList<T> list) => list[Below(list.Count)];

    /// <summary>A stream of its own.</summary>
    public Chance Split() => new(Next());

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
