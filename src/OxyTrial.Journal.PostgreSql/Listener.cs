using Npgsql;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>
/// Says when heads are worth another look: at announcements of other processes, and every second without one. An announcement only wakes;
/// positions are read from the heads, so one that is lost, late or forged does no harm.
/// </summary>
internal sealed class Listener : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _single;
    private readonly string _node;
    private readonly NewsBoard _board;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private Task? _loop;
    private bool _woken;

    /// <param name="single">For the listening connection: one from the pool would be missing to the appends for good.</param>
    /// <param name="node">Name of this process's journal, whose own announcements are no news.</param>
    /// <param name="board">Where those who wait are told.</param>
    /// <param name="time">The clock.</param>
    public Listener(NpgsqlDataSource single, string node, NewsBoard board, TimeProvider time) => (_single, _node, _board, _time) = (single, node, board, time);

    /// <summary>Completes when something may have been appended since <paramref name="after"/>, by whomever. Listens from the first such question on.</summary>
    public async Task<long> WaitForAsync(long after, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, typeof(PostgreSqlJournal));
            _loop ??= Task.Run(RunAsync, CancellationToken.None);
        }

        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
            return await _board.WaitForAsync(after, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(typeof(PostgreSqlJournal).FullName);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_loop is { } loop)
        {
            await loop.ConfigureAwait(false);
        }

        await _single.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ListenAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever cut the connection, those who wait go on waiting, for a new one.
            catch (Exception)
#pragma warning restore CA1031
            {
                await Task.Delay(Interval, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _board.Publish();
            }
        }
    }

    private async Task ListenAsync()
    {
        var connection = await _single.OpenConnectionAsync(_stop.Token).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            connection.Notification += (_, told) => _woken |= !told.Payload.StartsWith(Announcer.Payload(_node, ""), StringComparison.Ordinal);
            await Queries.ListAsync(connection, $"LISTEN {Announcer.Channel}", _ => 0, _stop.Token).ConfigureAwait(false);
            while (true)
            {
                // At first, too: what was announced before this connection listened.
                _board.Publish();
                await WakeAsync(connection).ConfigureAwait(false);
            }
        }
    }

    // Returns at another process's announcement, or after the interval.
    private async Task WakeAsync(NpgsqlConnection connection)
    {
        var until = _time.GetTimestamp();
        while (!_woken && _time.GetElapsedTime(until) is var passed && passed < Interval)
        {
            // In whole milliseconds, and 0 of them would be for ever.
            await connection.WaitAsync((int)Math.Ceiling((Interval - passed).TotalMilliseconds), _stop.Token).ConfigureAwait(false);
        }

        _woken = false;
    }
}
