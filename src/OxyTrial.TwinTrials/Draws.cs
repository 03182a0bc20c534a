using System.Security.Cryptography;
using System.Text;
using OxyTrial.Randomization.Bits;

namespace OxyTrial.TwinTrials;

/// <summary>What a history draws: a stream of its own for each seed and purpose, the same on every machine.</summary>
internal sealed class Draws(long seed, string purpose)
{
    private readonly DrbgStream bits = new(new HmacDrbg(SHA256.HashData(Encoding.UTF8.GetBytes($"oxytrial/twin/v1\n{seed}\n{purpose}")), [], []));

    /// <summary>Uniform on [0, bound).</summary>
    public int Below(int bound) => UniformInteger.Below(bits, bound);

    /// <summary>True in so many of a hundred.</summary>
    public bool Chance(int ofHundred) => Below(100) < ofHundred;

    /// <summary>One of them, all alike.</summary>
    public T One<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>One of them, by weight.</summary>
    public T Weighted<T>(IReadOnlyList<(T Item, int Weight)> items)
    {
        var left = Below(items.Sum(item => item.Weight));
        foreach (var (item, weight) in items)
        {
            left -= weight;
            if (left < 0)
            {
                return item;
            }
        }

        throw new InvalidOperationException("Weights are positive.");
    }
}
