namespace OxyTrial.Randomization;

/// <summary>
/// A stratification factor and its levels in their order: gender with F and M. The levels of a continuous measure are classes
/// fixed in the specification.
/// </summary>
public sealed record FactorDefinition(string Name, IReadOnlyList<string> Levels)
{
    /// <summary>Whether name and levels, in order, are the same.</summary>
    public bool Equals(FactorDefinition? other) =>
        other is not null && Name == other.Name && Levels.SequenceEqual(other.Levels, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Levels.Count);

    /// <summary>The index of a level, or −1.</summary>
    public int IndexOf(string level)
    {
        for (var index = 0; index < Levels.Count; index++)
        {
            if (string.Equals(Levels[index], level, StringComparison.Ordinal))
            {
                return index;
            }
        }

        return -1;
    }
}
