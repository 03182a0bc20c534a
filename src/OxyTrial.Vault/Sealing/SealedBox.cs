using System.Security.Cryptography;
using System.Text;

namespace OxyTrial.Vault.Sealing;

/// <summary>
/// AES-256-GCM (NIST SP 800-38D) under the key-encryption key: version byte, 12-byte nonce, 16-byte tag, ciphertext. The associated
/// data bind a box to its study and use, so that a box moved elsewhere does not open.
/// </summary>
internal sealed class SealedBox(byte[] key, VaultSeams seams)
{
    private const byte FormatVersion = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + NonceBytes + TagBytes;

    public byte[] Seal(ReadOnlySpan<byte> plain, string study, string use)
    {
        var box = new byte[HeaderBytes + plain.Length];
        box[0] = FormatVersion;
        seams.SecretBytes("nonce", NonceBytes).CopyTo(box.AsSpan(1));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(box.AsSpan(1, NonceBytes), plain, box.AsSpan(HeaderBytes), box.AsSpan(1 + NonceBytes, TagBytes), AssociatedData(study, use));
        return box;
    }

    /// <exception cref="VaultException">Damaged, moved from another study or use, or sealed under another key.</exception>
    public byte[] Open(ReadOnlySpan<byte> box, string study, string use)
    {
        if (box.Length < HeaderBytes || box[0] != FormatVersion)
        {
            throw new VaultException($"The vault's {use} of study {study} is not a sealed file of this version.");
        }

        var plain = new byte[box.Length - HeaderBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(box.Slice(1, NonceBytes), box[HeaderBytes..], box.Slice(1 + NonceBytes, TagBytes), plain, AssociatedData(study, use));
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw new VaultException($"The vault's {use} of study {study} does not open: damaged, from elsewhere, or sealed under another key.", mismatch);
        }

        return plain;
    }

    private static byte[] AssociatedData(string study, string use) => Encoding.UTF8.GetBytes($"oxytrial/vault/v1\n{study}\n{use}");
}
