namespace OxyTrial.Journal;

/// <summary>
/// Tells waiting readers how far each study has come: the in-process half of <see cref="IJournal.WaitForAsync"/>, for
/// stores to use. Safe for use by many threads.
/// </summary>
public sealed class PositionBoard
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    /// <summary>Announces that the study has come at least to this position. Lower ones than known are ignored.</summary>
    public void Publish(string study, long position)
    {
        TaskCompletionSource<long>? waiting = null;
        lock (_lock)
        {
            var place = PlaceOf(study);
            if (position <= place.Position)
            {
                return;
            }

            place.Position = position;
            (waiting, place.Next) = (place.Next, null);
        }

        waiting?.SetResult(position);
    }

    /// <summary>Completes with a published position above <paramref name="afterPosition"/>, at once if there is one.</summary>
    public async Task<long> WaitForAsync(string study, long afterPosition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<long> next;
            lock (_lock)
            {
                var place = PlaceOf(study);
                if (place.Position > afterPosition)
                {
                    return place.Position;
                }

                place.Next ??= new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
                next = place.Next.Task;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private Place PlaceOf(string study)
    {
        if (!_places.TryGetValue(study, out var place))
        {
            _places[study] = place = new Place();
        }

        return place;
    }

    private sealed class Place
    {
        public long Position { get; set; }

        public TaskCompletionSource<long>? Next { get; set; }
    }
}
