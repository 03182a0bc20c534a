using System.Security.Cryptography;

namespace OxyTrial.Vault.Keys;

/// <summary>A key-encryption key of 32 bytes that this process holds.</summary>
internal sealed class LocalKey : IKeyEncryptionKey
{
    private readonly byte[] key;
    private readonly VaultSeams seams;

    public LocalKey(byte[] key, VaultSeams seams)
    {
        (this.key, this.seams) = (key, seams);
        Id = Convert.ToHexStringLower(SHA256.HashData([.. "oxytrial/key-id/1"u8, .. key]))[..16];
    }

    public string Id { get; }

    public byte[] Wrap(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> associatedData) =>
        AuthenticatedBox.Seal(key, seams.SecretBytes("nonce", AuthenticatedBox.NonceBytes), dataKey, associatedData);

    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> associatedData) =>
        AuthenticatedBox.Open(key, wrapped, associatedData) ?? throw new VaultException("A data key does not open: damaged, from elsewhere, or wrapped under another key.");

    /// <summary>A fixed text.</summary>
    public override string ToString() => "key-encryption key (hidden)";
}
