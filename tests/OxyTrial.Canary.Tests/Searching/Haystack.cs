using System.Buffers.Binary;
using System.Collections.Immutable;

namespace OxyTrial.Canary.Tests.Searching;

/// <summary>Where a needle was found.</summary>
/// <param name="Needle">Needle.</param>
/// <param name="File">File.</param>
/// <param name="At">Position of its first byte.</param>
internal sealed record Hit(Needle Needle, string File, long At);

/// <summary>Searches files of any size for many needles in one pass.</summary>
internal sealed class Haystack
{
    /// <summary>Bytes by which a candidate is recognized, and so the shortest needle.</summary>
    public const int KeyBytes = 6;

    private const int WindowBytes = 4 << 20;

    private readonly Dictionary<ulong, ImmutableArray<Needle>> byKey;
    private readonly bool[] mayBegin = new bool[1 << 16];
    private readonly int longest;

    public Haystack(IEnumerable<Needle> needles)
    {
        var all = needles.ToImmutableArray();
        if (all.Any(needle => needle.Bytes.Length < KeyBytes))
        {
            throw new ArgumentException($"A needle is shorter than {KeyBytes} bytes and would be found by chance.", nameof(needles));
        }

        longest = all.Max(needle => needle.Bytes.Length);
        byKey = all.GroupBy(needle => Key(needle.Bytes.AsSpan())).ToDictionary(group => group.Key, group => group.ToImmutableArray());
        foreach (var needle in all)
        {
            mayBegin[BinaryPrimitives.ReadUInt16LittleEndian(needle.Bytes.AsSpan())] = true;
        }
    }

    /// <summary>Every place of every needle, in order.</summary>
    public IEnumerable<Hit> Search(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var window = new byte[WindowBytes + longest];
        var (held, begins) = (0, 0L);
        while (true)
        {
            var read = stream.ReadAtLeast(window.AsSpan(held), window.Length - held, throwOnEndOfStream: false);
            var (filled, last) = (held + read, held + read < window.Length);

            // What begins in the last bytes may go on in the next window; it is looked at again there.
            var until = last ? filled : filled - longest;
            foreach (var hit in In(window, filled, until, file, begins))
            {
                yield return hit;
            }

            if (last)
            {
                yield break;
            }

            held = filled - until;
            window.AsSpan(until, held).CopyTo(window);
            begins += until;
        }
    }

    private List<Hit> In(byte[] window, int filled, int until, string file, long begins)
    {
        var hits = new List<Hit>();
        for (var at = 0; at < until && at + KeyBytes <= filled; at++)
        {
            if (mayBegin[window[at] | (window[at + 1] << 8)] && byKey.TryGetValue(Key(window.AsSpan(at)), out var candidates))
            {
                foreach (var needle in candidates)
                {
                    if (window.AsSpan(at, filled - at).StartsWith(needle.Bytes.AsSpan()))
                    {
                        hits.Add(new Hit(needle, file, begins + at));
                    }
                }
            }
        }

        return hits;
    }

    private static ulong Key(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes) | ((ulong)BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]) << 32);
}
