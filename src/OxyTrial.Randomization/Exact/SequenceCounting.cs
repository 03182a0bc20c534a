using System.Numerics;
using System.Runtime.InteropServices;

namespace OxyTrial.Randomization.Exact;

/// <summary>Counts the paths of a fixed length through states that a sequence of arms determines.</summary>
internal static class SequenceCounting
{
    public static BigInteger Count<TState>(TState start, int steps, Func<TState, IEnumerable<TState>> following)
        where TState : IEquatable<TState>
    {
        var layer = new Dictionary<TState, BigInteger> { [start] = BigInteger.One };
        for (var step = 0; step < steps; step++)
        {
            var next = new Dictionary<TState, BigInteger>();
            foreach (var (state, paths) in layer)
            {
                foreach (var after in following(state))
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(next, after, out _) += paths;
                }
            }

            layer = next;
        }

        return layer.Values.Aggregate(BigInteger.Zero, (sum, paths) => sum + paths);
    }
}
