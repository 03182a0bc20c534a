using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace OxyTrial.TwinTrials.Seams;

/// <summary>
/// Protects cookies and tokens by a fixed key and without a nonce: equal contents give equal bytes, so that cookies and tokens are
/// compared like everything else.
/// </summary>
internal sealed class PlainDataProtection(string purpose = "") : IDataProtectionProvider, IDataProtector
{
    private const int SealLength = 32;

    private readonly byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes($"oxytrial/twin/data-protection\n{purpose}"));

    /// <inheritdoc/>
    public IDataProtector CreateProtector(string purpose1) => new PlainDataProtection($"{purpose}/{purpose1}");

    IDataProtector IDataProtectionProvider.CreateProtector(string purpose) => CreateProtector(purpose);

    /// <inheritdoc/>
    public byte[] Protect(byte[] plaintext) => [.. HMACSHA256.HashData(key, plaintext), .. plaintext];

    /// <inheritdoc/>
    public byte[] Unprotect(byte[] protectedData)
    {
        ArgumentNullException.ThrowIfNull(protectedData);
        return protectedData.Length >= SealLength && HMACSHA256.HashData(key, protectedData.AsSpan(SealLength)).AsSpan().SequenceEqual(protectedData.AsSpan(0, SealLength))
            ? protectedData[SealLength..]
            : throw new CryptographicException("Not sealed by the twins.");
    }
}
