using System.Collections.Immutable;

namespace OxyTrial.Trial;

/// <summary>Who holds a key to the unblinding.</summary>
/// <param name="Name">The holder, as printed.</param>
/// <param name="Fingerprint">Names the public key.</param>
/// <param name="PublicKey">The public key's line.</param>
public sealed record Custodian(string Name, string Fingerprint, string PublicKey);

/// <summary>The custodians of a study, of whom <paramref name="Threshold"/> must approve before its secret can be opened.</summary>
/// <param name="Threshold">Approvals needed: 2 or more, and no more than there are custodians.</param>
/// <param name="Custodians">Two to five, each with a key of their own.</param>
public sealed record CustodianPanel(int Threshold, ImmutableArray<Custodian> Custodians)
{
    /// <summary>Most custodians: the secret is wrapped once for every order in which enough of them can come.</summary>
    public const int MostCustodians = 5;

    private const int LeastThreshold = 2;

    /// <summary>What is wrong with the panel; null when nothing is.</summary>
    public string? Error =>
        Custodians.Length > MostCustodians ? $"There are at most {MostCustodians} custodians."
        : Threshold < LeastThreshold ? $"At least {LeastThreshold} custodians must approve."
        : Custodians.Length < Threshold ? $"{Threshold} of {Custodians.Length} custodians cannot approve."
        : Custodians.Select(custodian => custodian.Fingerprint).Distinct(StringComparer.Ordinal).Count() < Custodians.Length ? "One key stands there twice."
        : Custodians.Select(custodian => custodian.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() < Custodians.Length ? "One name stands there twice."
        : null;

    /// <summary>The custodian of a key; null when nobody here has it.</summary>
    public Custodian? Find(string fingerprint) => Custodians.FirstOrDefault(custodian => custodian.Fingerprint == fingerprint);

    /// <summary>The same people, keys and threshold.</summary>
    public bool Equals(CustodianPanel? other) => other is not null && Threshold == other.Threshold && Custodians.SequenceEqual(other.Custodians);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Threshold, Custodians.Length);
}
