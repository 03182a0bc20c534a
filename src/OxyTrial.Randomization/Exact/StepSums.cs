using System.Numerics;

namespace OxyTrial.Randomization.Exact;

/// <summary>What one participant adds to the characteristics, summed over the states as numerators of the layer's denominator.</summary>
internal sealed class StepSums(AllocationRatio ratio)
{
    private readonly BigInteger[] _byArm = new BigInteger[ratio.Count];
    private readonly Dictionary<int, BigInteger> _guessedByTieSum = [];

    /// <summary>Weight of the states whose next arm is certain.</summary>
    public BigInteger Certain { get; set; }

    /// <summary>Counts an allocation to the arm where these arms lag; a tie is guessed in proportion to the ratio.</summary>
    public void Add(int arm, int lagging, BigInteger weight)
    {
        _byArm[arm] += weight;
        if ((lagging & (1 << arm)) != 0)
        {
            var tieSum = Enumerable.Range(0, ratio.Count).Where(other => (lagging & (1 << other)) != 0).Sum(other => ratio[other]);
            _guessedByTieSum[tieSum] = _guessedByTieSum.GetValueOrDefault(tieSum) + (weight * ratio[arm]);
        }
    }

    public Rational CorrectGuesses(BigInteger denominator) => _guessedByTieSum.Aggregate(
        Rational.Zero, (sum, guessed) => sum + new Rational(guessed.Value, guessed.Key * denominator));

    /// <summary>The unconditional probabilities, when they are not the ratio. Arms of equal ratio are exchangeable and keep it.</summary>
    public MovedRatio? MovedRatio(int place, BigInteger denominator)
    {
        if (ratio.IsEqual)
        {
            return null;
        }

        Rational[] probabilities = [.. _byArm.Select(sum => new Rational(sum, denominator))];
        return probabilities.Index().All(arm => arm.Item == ratio.ShareOf(arm.Index)) ? null : new MovedRatio(place, probabilities);
    }
}
