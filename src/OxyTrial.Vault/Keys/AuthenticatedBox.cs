using System.Security.Cryptography;

namespace OxyTrial.Vault.Keys;

/// <summary>AES-256-GCM (NIST SP 800-38D) as bytes: 12-byte nonce, 16-byte tag, ciphertext.</summary>
internal static class AuthenticatedBox
{
    public const int KeyBytes = 32;
    public const int NonceBytes = 12;
    public const int Overhead = NonceBytes + TagBytes;
    private const int TagBytes = 16;

    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associatedData)
    {
        var box = new byte[Overhead + plain.Length];
        nonce.CopyTo(box);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, box.AsSpan(Overhead), box.AsSpan(NonceBytes, TagBytes), associatedData);
        return box;
    }

    /// <summary>What is in the box; null when the key or the associated data are others, or a byte of it changed.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> associatedData)
    {
        if (box.Length < Overhead)
        {
            return null;
        }

        var plain = new byte[box.Length - Overhead];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(box[..NonceBytes], box[Overhead..], box[NonceBytes..Overhead], plain, associatedData);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
