using System.Buffers.Binary;
using System.Text;
using OxyTrial.Vault.Keys;

namespace OxyTrial.Vault.Sealing;

/// <summary>What a box is bound to: moved to another study, use or row it does not open.</summary>
/// <param name="Study">Study.</param>
/// <param name="Use">What it is for, e.g. <c>secret</c>.</param>
/// <param name="Row">Which of these, e.g. a procedure's commitment; empty where there is one a study.</param>
internal readonly record struct BoxLabel(string Study, string Use, string Row)
{
    public byte[] AssociatedData => Encoding.UTF8.GetBytes($"oxytrial/vault/v2\n{Study}\n{Use}\n{Row}");

    public override string ToString() => $"The vault's {Use} of study {Study}";
}

/// <summary>
/// A file sealed under a data key of its own, which is wrapped under the key-encryption key. Bytes: version; length and text of the
/// key's id; length (2 bytes, big-endian) and bytes of the wrapped data key; the content as <see cref="AuthenticatedBox"/>. Label and
/// version are authenticated with both.
/// </summary>
internal sealed class SealedBox(IKeyEncryptionKey key, VaultSeams seams)
{
    private const byte FormatVersion = 2;

    public byte[] Seal(ReadOnlySpan<byte> plain, BoxLabel label)
    {
        var dataKey = seams.SecretBytes("data-key", AuthenticatedBox.KeyBytes);
        var content = AuthenticatedBox.Seal(dataKey, seams.SecretBytes("nonce", AuthenticatedBox.NonceBytes), plain, label.AssociatedData);
        return Packed(key, key.Wrap(dataKey, label.AssociatedData), content);
    }

    /// <exception cref="VaultException">Damaged, moved from another study, use or row, or sealed under another key.</exception>
    public byte[] Open(ReadOnlySpan<byte> box, BoxLabel label)
    {
        var parts = Parts.Of(box, label);
        return parts.KeyId != key.Id ? throw Unopened(label)
            : AuthenticatedBox.Open(Unwrapped(key, parts, label), box[parts.ContentAt..], label.AssociatedData) ?? throw Unopened(label);
    }

    /// <summary>The same content under another key; null when it is under that key already.</summary>
    /// <exception cref="VaultException">It does not open under this key.</exception>
    public byte[]? Rewrapped(ReadOnlySpan<byte> box, BoxLabel label, IKeyEncryptionKey other)
    {
        var parts = Parts.Of(box, label);
        if (parts.KeyId == other.Id)
        {
            return null;
        }

        // Opened whole, so that no damaged file is passed on under a new key.
        Open(box, label);
        return Packed(other, other.Wrap(Unwrapped(key, parts, label), label.AssociatedData), box[parts.ContentAt..]);
    }

    private static byte[] Unwrapped(IKeyEncryptionKey key, Parts parts, BoxLabel label)
    {
        try
        {
            var dataKey = key.Unwrap(parts.Wrapped, label.AssociatedData);
            return dataKey.Length == AuthenticatedBox.KeyBytes ? dataKey : throw Unopened(label);
        }
        catch (VaultException cause)
        {
            throw new VaultException($"{Unopened(label).Message} {cause.Message}", cause);
        }
    }

    private static byte[] Packed(IKeyEncryptionKey key, byte[] wrapped, ReadOnlySpan<byte> content)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)wrapped.Length));
        return [FormatVersion, checked((byte)key.Id.Length), .. Encoding.ASCII.GetBytes(key.Id), .. length, .. wrapped, .. content];
    }

    private static VaultException Unopened(BoxLabel label) => new($"{label} does not open: damaged, from elsewhere, or sealed under another key.");

    /// <summary>The parts before the content.</summary>
    private sealed record Parts(string KeyId, byte[] Wrapped, int ContentAt)
    {
        public static Parts Of(ReadOnlySpan<byte> box, BoxLabel label)
        {
            const int before = 2;
            if (box.Length < before || box[0] != FormatVersion || box.Length < before + box[1] + sizeof(ushort))
            {
                throw new VaultException($"{label} is not a sealed file of this version.");
            }

            var wrappedAt = before + box[1] + sizeof(ushort);
            var contentAt = wrappedAt + BinaryPrimitives.ReadUInt16BigEndian(box[(wrappedAt - sizeof(ushort))..]);
            return contentAt > box.Length ? throw Unopened(label) : new Parts(Encoding.ASCII.GetString(box.Slice(before, box[1])), box[wrappedAt..contentAt].ToArray(), contentAt);
        }
    }
}
