namespace OxyTrial.Journal;

/// <summary>
/// Lines of a byte stream with their line feed. Only the last may lack it, and a line above the limit is cut there, so a
/// damaged file costs no more memory than a sound one.
/// </summary>
internal sealed class LineReader(Stream input)
{
    /// <summary>A body of 1 MiB, every byte of it escaped, and the names.</summary>
    public const int MaximumLineBytes = 8 << 20;

    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    /// <summary>The next line, valid until the next call; empty at the end of the stream.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var feed = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                return Take(searched + feed + 1);
            }

            searched = _end - _start;
            if (searched >= MaximumLineBytes || !await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return Take(searched);
            }
        }
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        var line = _buffer.AsMemory(_start, count);
        _start += count;
        return line;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        var kept = _end - _start;
        var target = kept > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, kept).CopyTo(target);
        (_buffer, _start, _end) = (target, 0, kept);
        var read = await input.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }
}
