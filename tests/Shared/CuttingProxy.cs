using System.Net;
using System.Net.Sockets;

namespace OxyTrial.Samples;

/// <summary>Where a <see cref="CuttingProxy"/> cuts a connection.</summary>
internal enum Cut
{
    /// <summary>The client's bytes are not passed on: the server never sees them.</summary>
    BeforeTheServer,

    /// <summary>The server's answer to them is not passed on: it is done, and the client does not know.</summary>
    BeforeTheAnswer,
}

/// <summary>
/// A TCP proxy on a free loopback port that cuts a connection, both ways and for good, when the client sends a given word. The word must lie
/// within what the client sends at once, as a short statement does.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private Func<ReadOnlyMemory<byte>, Cut?> _plan = _ => null;

    /// <summary>A proxy in front of a port on this machine.</summary>
    public CuttingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _loop = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Cuts the first connection that sends the word from now on; later ones pass.</summary>
    public void CutNext(string word, Cut at)
    {
        var sought = System.Text.Encoding.ASCII.GetBytes(word);
        var left = 1;
        _plan = sent => sent.Span.IndexOf(sought) >= 0 && Interlocked.Exchange(ref left, 0) == 1 ? at : null;
    }

    /// <summary>Cuts every so-many-th connection that sends the word, in turn before the server and before the answer.</summary>
    public void CutEvery(int times, string word)
    {
        var sought = System.Text.Encoding.ASCII.GetBytes(word);
        var seen = 0;
        _plan = sent =>
        {
            if (sent.Span.IndexOf(sought) < 0)
            {
                return null;
            }

            var number = Interlocked.Increment(ref seen);
            return number % times != 0 ? null : number / times % 2 == 0 ? Cut.BeforeTheAnswer : Cut.BeforeTheServer;
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _loop;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => CarryAsync(client));
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient { NoDelay = true })
        {
            try
            {
                client.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                var swallow = new TaskCompletionSource();
                await Task.WhenAny(
                    SendAsync(client.GetStream(), server.GetStream(), swallow), AnswerAsync(server.GetStream(), client.GetStream(), swallow));
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or IOException)
            {
            }
        }
    }

    private async Task SendAsync(NetworkStream client, NetworkStream server, TaskCompletionSource swallow)
    {
        var buffer = new byte[64 << 10];
        while (await client.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            switch (_plan(buffer.AsMemory(0, count)))
            {
                case Cut.BeforeTheServer:
                    return;
                case Cut.BeforeTheAnswer:
                    swallow.SetResult();
                    await server.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                    return;
                default:
                    await server.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
                    break;
            }
        }
    }

    private async Task AnswerAsync(NetworkStream server, NetworkStream client, TaskCompletionSource swallow)
    {
        var buffer = new byte[64 << 10];
        while (await server.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            if (swallow.Task.IsCompleted)
            {
                return;
            }

            await client.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }
}
