using Npgsql;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>
/// Watches the heads of the studies somebody waits for: woken by announcements of other processes, and every second without one. An
/// announcement only wakes; positions are read from the heads, so one that is lost, late or forged does no harm.
/// </summary>
internal sealed class Listener : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _pool;
    private readonly NpgsqlDataSource _single;
    private readonly string _node;
    private readonly PositionBoard _board;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _waiting = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private Task? _loop;
    private bool _woken;

    /// <param name="pool">For a first look.</param>
    /// <param name="single">For the listening connection: one from the pool would be missing to the appends for good.</param>
    /// <param name="node">Name of this process's journal, whose own announcements are no news.</param>
    /// <param name="board">Where those who wait are told.</param>
    /// <param name="time">The clock.</param>
    public Listener(NpgsqlDataSource pool, NpgsqlDataSource single, string node, PositionBoard board, TimeProvider time) =>
        (_pool, _single, _node, _board, _time) = (pool, single, node, board, time);

    /// <summary>Completes with a position above <paramref name="afterPosition"/>, whoever appended there.</summary>
    public async Task<long> WaitForAsync(string study, long afterPosition, CancellationToken cancellationToken)
    {
        Watch(study);
        try
        {
            // Only now that the study is watched: what is committed after this look is seen by the loop.
            var head = await Connections.UseAsync(_pool, c => Queries.HeadAsync(c, study, cancellationToken), cancellationToken).ConfigureAwait(false);
            _board.Publish(study, head.Position);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
            return await _board.WaitForAsync(study, afterPosition, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(typeof(PostgreSqlJournal).FullName);
        }
        finally
        {
            Leave(study);
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

    private void Watch(string study)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, typeof(PostgreSqlJournal));
            _waiting[study] = _waiting.GetValueOrDefault(study) + 1;
            _loop ??= Task.Run(RunAsync);
        }
    }

    private void Leave(string study)
    {
        lock (_lock)
        {
            if (--_waiting[study] == 0)
            {
                _waiting.Remove(study);
            }
        }
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
                await LookAsync(connection).ConfigureAwait(false);
                await WakeAsync(connection).ConfigureAwait(false);
            }
        }
    }

    private async Task LookAsync(NpgsqlConnection connection)
    {
        string[] watched;
        lock (_lock)
        {
            watched = [.. _waiting.Keys];
        }

        if (watched.Length == 0)
        {
            return;
        }

        var positions = await Queries.ListAsync(
            connection, "SELECT study, position FROM journal.head WHERE study = ANY($1)", row => (Study: row.GetString(0), Position: row.GetInt64(1)),
            _stop.Token, (object)watched).ConfigureAwait(false);
        foreach (var (study, position) in positions)
        {
            _board.Publish(study, position);
        }
    }

    // Returns at another process's announcement, or after the interval.
    private async Task WakeAsync(NpgsqlConnection connection)
    {
        var until = _time.GetTimestamp();
        while (!_woken && _time.GetElapsedTime(until) is var passed && passed < Interval)
        {
            await connection.WaitAsync(Interval - passed, _stop.Token).ConfigureAwait(false);
        }

        _woken = false;
    }
}
