namespace OxyTrial.Vault.Keys;

/// <summary>
/// The key under which the vault's data keys are wrapped. It need never leave where it is kept: a key-management service or a PKCS#11
/// token offers the same two operations. Every sealed file has a data key of its own, so that rotation re-wraps 32 bytes a file.
/// </summary>
public interface IKeyEncryptionKey
{
    /// <summary>Names the key without telling it: 1–64 printable ASCII characters, stored in the clear beside what it wraps.</summary>
    string Id { get; }

    /// <summary>Encrypts a data key of 32 bytes; the associated data must be the same to unwrap it. At most 65,535 bytes.</summary>
    /// <exception cref="VaultException">The key cannot be reached.</exception>
    byte[] Wrap(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> associatedData);

    /// <summary>Decrypts a data key.</summary>
    /// <exception cref="VaultException">The key cannot be reached, or does not open it: damaged, moved, or wrapped under another key.</exception>
    byte[] Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> associatedData);
}
