using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>
/// Permuted blocks: the size of each block is drawn uniformly from a set of sizes, and the block is a uniformly random arrangement of
/// its arms in the allocation ratio. Hill (1951); random sizes after Matts and Lachin, Controlled Clinical Trials 9 (1988). Stratified:
/// every combination of the levels of <c>factors</c> has a list of its own. Parameters: <c>sizes</c>, distinct multiples of the sum of
/// the ratio. The probability is the exact predictive given the list so far and the sizes, not the place in the actual block; the
/// reported imbalance of an arm is the range of count/ratio within the list after the assignment.
/// </summary>
public sealed class PermutedBlock : ProcedureDefinition
{
    internal const string Name = "permuted-block";
    private const int LargestSize = 10_000;

    private PermutedBlock(IReadOnlyList<int> sizes, FactorList factors)
        : base(factors) => Sizes = sizes;

    /// <inheritdoc/>
    public override string Method => Name;

    /// <inheritdoc/>
    public override bool IsStratified => true;

    /// <summary>The block sizes, ascending and distinct; each is as likely as the others.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <inheritdoc/>
    public override IProcedureState Open(AllocationRatio ratio) => new BlockPredictive(Checked(ratio), Sizes);

    /// <inheritdoc/>
    public override IArmSequence Draw(AllocationRatio ratio, IDrawSource draws) => new BlockSequence(Checked(ratio), Sizes, draws);

    internal static PermutedBlock? Read(ProcedureReader reader)
    {
        reader.AllowKeys("sizes", "factors");
        var factors = reader.Factors(atLeastOne: false);
        var sizes = ReadSizes(reader);
        return factors is null || sizes is null ? null : new PermutedBlock(sizes, factors);
    }

    /// <summary>With one size the open block follows from the counts; with several it is hidden.</summary>
    internal override CountRule? CountRuleFor(AllocationRatio ratio) => Sizes.Count == 1 ? new Rule(Checked(ratio), Sizes[0]) : null;

    private protected override void WriteParameters(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("sizes");
        foreach (var size in Sizes)
        {
            writer.WriteNumberValue(size);
        }

        writer.WriteEndArray();
    }

    private static int[]? ReadSizes(ProcedureReader reader)
    {
        var sum = reader.Ratio.Sum;
        if (!reader.TryGet("sizes", out var node) || node.ValueKind != JsonValueKind.Array || node.GetArrayLength() == 0)
        {
            reader.Error("sizes", $"is missing; it is a list of block sizes, multiples of {sum}, such as [{2 * sum}, {3 * sum}]");
            return null;
        }

        var sizes = new SortedSet<int>();
        var index = 0;
        foreach (var item in node.EnumerateArray())
        {
            if (SizeError(item, sum, sizes) is { } error)
            {
                reader.Error($"sizes[{index}]", error);
            }

            index++;
        }

        return sizes.Count == index ? [.. sizes] : null;
    }

    private static string? SizeError(JsonElement item, int sum, SortedSet<int> sizes)
    {
        if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out var size) || size < 1 || size > LargestSize || size % sum != 0)
        {
            return $"{item.GetRawText()} is no block size; possible are multiples of {sum}, the sum of the ratio, up to {LargestSize}";
        }

        return sizes.Add(size) ? null : $"{size} is there twice; each size is drawn with the same probability";
    }

    private AllocationRatio Checked(AllocationRatio ratio) => Sizes.All(size => size % ratio.Sum == 0)
        ? ratio
        : throw new ArgumentException($"The block sizes are no multiples of {ratio.Sum}, the sum of the ratio.", nameof(ratio));

    private sealed class Rule(AllocationRatio ratio, int size) : CountRule(ratio)
    {
        public override void Probabilities(ReadOnlySpan<int> counts, Span<Rational> probabilities)
        {
            var done = Sum(counts);
            var blocks = (done / size) + 1;
            for (var arm = 0; arm < probabilities.Length; arm++)
            {
                var places = (long)blocks * size / Ratio.Sum * Ratio[arm];
                probabilities[arm] = new Rational(places - counts[arm], size - (done % size));
            }
        }
    }
}
