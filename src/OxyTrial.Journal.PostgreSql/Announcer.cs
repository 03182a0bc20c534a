using Npgsql;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>
/// Tells other processes that studies moved on. It does so after the commit, not in it: a transaction that notifies holds a lock of the whole
/// cluster through its flush, so studies would wait for each other's disk. An announcement that is lost costs a listener no more than its
/// next look at the heads.
/// </summary>
internal sealed class Announcer : IAsyncDisposable
{
    public const string Channel = "oxytrial_journal";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly NpgsqlDataSource _pool;
    private readonly string _node;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _moved = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _news = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <param name="pool">Where to take a connection from.</param>
    /// <param name="node">Name of this process's journal, which need not be told its own news.</param>
    /// <param name="time">The clock for the pause between two announcements, in which more gather.</param>
    public Announcer(NpgsqlDataSource pool, string node, TimeProvider time)
    {
        (_pool, _node, _time) = (pool, node, time);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Text of an announcement.</summary>
    public static string Payload(string node, string study) => $"{node} {study}";

    public void Announce(string study)
    {
        lock (_lock)
        {
            if (!_moved.Add(study) || _moved.Count > 1)
            {
                return;
            }
        }

        _news.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
        _news.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _news.WaitAsync(_stop.Token).ConfigureAwait(false);
                await SendAsync().ConfigureAwait(false);
                await Task.Delay(Pause, _time, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }

    private async Task SendAsync()
    {
        string[] payloads;
        lock (_lock)
        {
            payloads = [.. _moved.Select(study => Payload(_node, study))];
            _moved.Clear();
        }

        try
        {
            await Connections.UseAsync(
                _pool,
                c => Queries.ListAsync(c, "SELECT pg_notify($1, told) FROM unnest($2) AS news (told)", _ => 0, _stop.Token, Channel, payloads),
                _stop.Token).ConfigureAwait(false);
        }
        catch (JournalUnavailableException)
        {
            // Listeners look at the heads by themselves every second.
        }
    }
}
