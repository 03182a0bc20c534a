namespace OxyTrial.Randomization;

/// <summary>
/// The levels of one participant, as indexes in the order of a <see cref="FactorList"/>, which makes it; equal when all levels are.
/// </summary>
public sealed class Profile : IEquatable<Profile>
{
    private readonly int[] _levels;
    private readonly int _hash;

    internal Profile(int[] levels)
    {
        _levels = levels;
        var hash = default(HashCode);
        foreach (var level in levels)
        {
            hash.Add(level);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>The profile of a participant where no factor counts.</summary>
    public static Profile Empty { get; } = new([]);

    /// <summary>The number of factors.</summary>
    public int Count => _levels.Length;

    /// <summary>The index of the participant's level of the factor at <paramref name="factor"/>.</summary>
    public int this[int factor] => _levels[factor];

    /// <inheritdoc/>
    public bool Equals(Profile? other) => other is not null && _levels.AsSpan().SequenceEqual(other._levels);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Profile);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;
}
