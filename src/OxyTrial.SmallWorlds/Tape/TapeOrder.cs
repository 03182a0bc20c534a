using System.Numerics;
using OxyTrial.Randomization;

namespace OxyTrial.SmallWorlds.Tape;

/// <summary>
/// A uniformly random order, drawn comparison by comparison: x comes before y with the share of those orders that agree with all earlier
/// answers. Comparisons that are never made cost nothing.
/// </summary>
internal sealed class TapeOrder(ChoiceTape tape) : IComparer<string>
{
    // Pairs (earlier, later), closed under transitivity.
    private readonly HashSet<(string Earlier, string Later)> known = [];

    public int Compare(string? x, string? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x == y)
        {
            return 0;
        }

        if (!known.Contains((x, y)) && !known.Contains((y, x)))
        {
            var items = ConnectedTo(x, y);
            BigInteger first = Orders(items, With(x, y)), second = Orders(items, With(y, x));
            var answer = tape.Choose([new Rational(first, first + second), new Rational(second, first + second)]);
            known.UnionWith(answer == 0 ? With(x, y) : With(y, x));
        }

        return known.Contains((x, y)) ? -1 : 1;
    }

    private HashSet<(string Earlier, string Later)> With(string earlier, string later)
    {
        string[] before = [earlier, .. known.Where(pair => pair.Later == earlier).Select(pair => pair.Earlier)];
        string[] after = [later, .. known.Where(pair => pair.Earlier == later).Select(pair => pair.Later)];
        return [.. known, .. before.SelectMany(one => after.Select(other => (one, other)))];
    }

    // What is not connected to either by an earlier answer does not change the share.
    private string[] ConnectedTo(string x, string y)
    {
        var items = new HashSet<string>(StringComparer.Ordinal) { x, y };
        while (known.Where(pair => items.Contains(pair.Earlier) != items.Contains(pair.Later)).Select(pair => new[] { pair.Earlier, pair.Later }).FirstOrDefault() is { } pair)
        {
            items.UnionWith(pair);
        }

        return [.. items];
    }

    // The number of orders of the items that agree with the pairs, by which items come first.
    private static BigInteger Orders(string[] items, HashSet<(string Earlier, string Later)> pairs)
    {
        var orders = new BigInteger[1 << items.Length];
        orders[0] = BigInteger.One;
        for (var placed = 0; placed < orders.Length; placed++)
        {
            for (var next = 0; next < items.Length && !orders[placed].IsZero; next++)
            {
                var free = (placed & (1 << next)) == 0 && !items.Where((_, other) => (placed & (1 << other)) == 0).Any(other => pairs.Contains((other, items[next])));
                if (free)
                {
                    orders[placed | (1 << next)] += orders[placed];
                }
            }
        }

        return orders[^1];
    }
}
