using System.Collections.Immutable;

namespace OxyTrial.Trial.Specification;

/// <summary>
/// A unit of randomization of several persons, e.g. a father who is dosed and his infant who is measured: one participant identifier, one
/// allocation, one kit.
/// </summary>
/// <param name="Members">At least two; exactly one is dosed.</param>
public sealed record UnitSpec(ImmutableArray<UnitMember> Members)
{
    /// <summary>The member who takes the medication.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public UnitMember Dosed => Members.Single(member => member.Role == UnitRole.Dosed);
}

/// <summary>A person of a unit.</summary>
/// <param name="Key">Key, e.g. <c>father</c>.</param>
/// <param name="Label">As printed.</param>
/// <param name="Role">What happens to the person.</param>
public sealed record UnitMember(string Key, string Label, UnitRole Role);

/// <summary>What happens to a member of a unit.</summary>
public enum UnitRole
{
    /// <summary>Takes the medication.</summary>
    Dosed,

    /// <summary>Is measured only.</summary>
    Measured,
}
