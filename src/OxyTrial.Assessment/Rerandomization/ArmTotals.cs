using System.Numerics;

namespace OxyTrial.Assessment.Rerandomization;

/// <summary>How many participants with a value each of the two arms has, and the sums of their values, scaled to whole numbers.</summary>
internal readonly record struct ArmTotals(int FirstCount, BigInteger FirstSum, int SecondCount, BigInteger SecondSum)
{
    public ArmTotals AddFirst(BigInteger value) => this with { FirstCount = FirstCount + 1, FirstSum = FirstSum + value };

    public ArmTotals AddSecond(BigInteger value) => this with { SecondCount = SecondCount + 1, SecondSum = SecondSum + value };

    public ArmTotals Plus(in ArmTotals other) =>
        new(FirstCount + other.FirstCount, FirstSum + other.FirstSum, SecondCount + other.SecondCount, SecondSum + other.SecondSum);
}
