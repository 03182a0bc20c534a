using System.Buffers.Binary;
using System.Text;

namespace OxyTrial.Randomization.Derivation;

/// <summary>
/// Length-prefixed fields, so that no two different lists of fields have the same bytes: each field is its length as four bytes,
/// big-endian, and the bytes; text is UTF-8 and numbers are eight bytes, big-endian. The first field is the purpose.
/// </summary>
internal sealed class Fields
{
    private readonly List<byte> _bytes = [];

    public Fields(string purpose) => Text(purpose);

    public byte[] ToArray() => [.. _bytes];

    public Fields Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    public Fields Number(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return Bytes(bytes);
    }

    public Fields Bytes(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)bytes.Length);
        _bytes.AddRange(length);
        _bytes.AddRange(bytes);
        return this;
    }
}
