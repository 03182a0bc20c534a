using System.Security.Cryptography;

namespace OxyTrial.Vault;

/// <summary>What a twin trial exchanges: where secret bytes come from, and which arm an index means.</summary>
/// <param name="SecretBytes">Makes that many secret bytes for a purpose; the system's generator in production.</param>
/// <param name="Relabeling">Arm index by arm index; null = identity, as in production.</param>
internal sealed record VaultSeams(Func<string, int, byte[]> SecretBytes, IReadOnlyList<int>? Relabeling)
{
    public static VaultSeams Production { get; } = new((_, count) => RandomNumberGenerator.GetBytes(count), null);
}
