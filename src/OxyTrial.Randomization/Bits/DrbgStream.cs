namespace OxyTrial.Randomization.Bits;

/// <summary>
/// The bytes of an <see cref="HmacDrbg"/> read one after the other, by requests of exactly 32 bytes without additional input.
/// The fixed length makes the stream independent of how many bytes each reader takes at a time. Not thread-safe.
/// </summary>
public sealed class DrbgStream(HmacDrbg generator) : IRandomBits
{
    private const int RequestLength = 32;

    private readonly byte[] _request = new byte[RequestLength];
    private int _used = RequestLength;

    /// <inheritdoc/>
    public void Fill(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            if (_used == RequestLength)
            {
                generator.Generate(_request);
                _used = 0;
            }

            var part = Math.Min(destination.Length, RequestLength - _used);
            _request.AsSpan(_used, part).CopyTo(destination);
            _used += part;
            destination = destination[part..];
        }
    }
}
