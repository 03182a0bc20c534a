using System.Runtime.CompilerServices;

namespace OxyTrial.Assessment.Simulation;

/// <summary>How often each non-negative whole number occurred: an array for small ones, a dictionary for the others.</summary>
internal sealed class Histogram
{
    private const int Dense = 1 << 14;
    private long[] _dense = new long[16];
    private Dictionary<long, long>? _sparse;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long value)
    {
        if ((ulong)value < (ulong)_dense.Length)
        {
            _dense[value]++;
            return;
        }

        Add(value, 1);
    }

    public void Add(Histogram other)
    {
        foreach (var (value, times) in other.Entries())
        {
            Add(value, times);
        }
    }

    /// <summary>The values that occurred, ascending, and how often.</summary>
    public IEnumerable<(long Value, long Times)> Entries()
    {
        for (var value = 0; value < _dense.Length; value++)
        {
            if (_dense[value] > 0)
            {
                yield return (value, _dense[value]);
            }
        }

        foreach (var (value, times) in (_sparse ?? []).OrderBy(entry => entry.Key))
        {
            yield return (value, times);
        }
    }

    /// <summary>The smallest value that all but this share of the entries do not exceed; 0 without entries.</summary>
    public long UpperQuantile(double exceeding)
    {
        var entries = Entries().ToList();
        var total = entries.Sum(entry => entry.Times);
        var above = total;
        foreach (var (value, times) in entries)
        {
            above -= times;
            if (above <= exceeding * total)
            {
                return value;
            }
        }

        return 0;
    }

    private void Add(long value, long times)
    {
        if (value >= Dense)
        {
            _sparse ??= [];
            _sparse[value] = _sparse.GetValueOrDefault(value) + times;
            return;
        }

        if (value >= _dense.Length)
        {
            Array.Resize(ref _dense, Math.Min(Dense, Math.Max((int)value + 1, 2 * _dense.Length)));
        }

        _dense[value] += times;
    }
}
