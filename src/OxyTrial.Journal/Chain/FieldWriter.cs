using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OxyTrial.Journal;

/// <summary>
/// Bytes to be hashed: each field is its length (4 bytes, big-endian) and its content, so that no two lists of fields
/// give the same bytes. Text is UTF-8; a number is 8 bytes, big-endian.
/// </summary>
internal sealed class FieldWriter
{
    [ThreadStatic]
    private static FieldWriter? _ofThread;

    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    private FieldWriter()
    {
    }

    /// <summary>The thread's writer, emptied: hashes are made one after the other, many in a row.</summary>
    public static FieldWriter Begin()
    {
        var writer = _ofThread ??= new FieldWriter();
        writer._bytes.ResetWrittenCount();
        return writer;
    }

    public FieldWriter Text(string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        Length(count);
        Encoding.UTF8.GetBytes(value, _bytes.GetSpan(count));
        _bytes.Advance(count);
        return this;
    }

    public FieldWriter Number(long value)
    {
        Length(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
        return this;
    }

    public FieldWriter Bytes(ReadOnlySpan<byte> value)
    {
        Length(value.Length);
        _bytes.Write(value);
        return this;
    }

    public byte[] Sha256() => SHA256.HashData(_bytes.WrittenSpan);

    private void Length(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(sizeof(int)), value);
        _bytes.Advance(sizeof(int));
    }
}
