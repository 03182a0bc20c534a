using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace OxyTrial.Samples;

/// <summary>
/// A real PostgreSQL on a free loopback port, over a folder of its own that goes with it. Tests share one per process
/// (<see cref="SharedAsync"/>) and have a database each (<see cref="NewDatabaseAsync"/>); a test that kills its server starts one for itself
/// (<see cref="StartAsync"/>).
/// Where the machine has no PostgreSQL the test is skipped with that reason.
/// </summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    private static readonly Lazy<string?> Found = new(FindBinaries);
    private static readonly Lazy<Task<PostgreSqlServer>> Shared = new(() => StartAsync());

    private readonly string _binaries;
    private readonly string _folder;
    private readonly string _password;
    private readonly bool _fsync;
    private Process? _server;
    private Process? _watchdog;
    private int _databases;

    private PostgreSqlServer(string binaries, string folder, string password, bool fsync)
    {
        (_binaries, _folder, _password, _fsync) = (binaries, folder, password, fsync);
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>Its port on 127.0.0.1; the same after a restart.</summary>
    public int Port { get; private set; }

    /// <summary>The folder with PostgreSQL's own programs, such as pg_dump.</summary>
    public string Binaries => _binaries;

    /// <summary>For the administrator, who may do everything, in the database "postgres".</summary>
    public string AdministratorConnectionString => ConnectionString("postgres");

    /// <summary>Skips the test where the machine has no PostgreSQL.</summary>
    public static void SkipUnlessInstalled() => Assert.SkipUnless(
        Found.Value is not null, "no PostgreSQL server programs (initdb, postgres) on this machine: looked at pg_config --bindir, /usr/lib/postgresql/*/bin and PATH");

    /// <summary>The server that the tests of this process share; it ends with the process.</summary>
    public static Task<PostgreSqlServer> SharedAsync()
    {
        SkipUnlessInstalled();
        return Shared.Value;
    }

    /// <summary>Starts a server for the caller alone.</summary>
    /// <param name="fsync">False to leave flushing to the operating system: quicker, and a kill of the process alone loses nothing.</param>
    public static async Task<PostgreSqlServer> StartAsync(bool fsync = true)
    {
        SkipUnlessInstalled();
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var folder = RunAsServer("mktemp", "-d", Path.Combine(Path.GetTempPath(), "oxytrial-postgresql-XXXXXXXX")).Trim();
        var server = new PostgreSqlServer(Found.Value!, folder, password, fsync);
        try
        {
            server.Initialize();
            await server.StartFirstAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>For the administrator, in a database of this server. Nothing but the address and the account is set.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1", Port = Port, Database = database, Username = "postgres", Password = _password,
    }.ConnectionString;

    /// <summary>Makes an empty database and answers the administrator's connection string for it.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync(AdministratorConnectionString, $"CREATE DATABASE {name} TEMPLATE template0");
        return ConnectionString(name);
    }

    /// <summary>Runs SQL over a connection that nobody else uses.</summary>
    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(Unpooled(connectionString));
        await connection.OpenAsync();
#pragma warning disable CA2100 // The tests' own texts.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>SIGKILL to every process of the server, as when the machine's power fails. Data and port stay.</summary>
    public void Kill()
    {
        EndWatchdog();
        if (_server is { } server)
        {
            server.Kill(entireProcessTree: true);
            server.WaitForExit();
            server.Dispose();
        }

        _server = null;
    }

    /// <summary>Starts it again over the same data, on the same port, and waits until it answers.</summary>
    public async Task StartAgainAsync()
    {
        // A process of the killed server may hold its memory for a moment longer; until then the new one ends itself.
        const int Attempts = 50;
        for (var attempt = 1; ; attempt++)
        {
            Launch();
            if (await AnswersAsync())
            {
                return;
            }

            Kill();
            if (attempt == Attempts)
            {
                throw new InvalidOperationException($"PostgreSQL did not come back: {Log()}");
            }

            await Task.Delay(100);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        Remove();
        return ValueTask.CompletedTask;
    }

    private void OnExit(object? sender, EventArgs arguments) => Remove();

    private void Remove()
    {
        Kill();

        // Not waited for: hundreds of files a database would keep the test process from ending.
        Process.Start(new ProcessStartInfo("rm", ["-rf", _folder]) { UseShellExecute = false })?.Dispose();
    }

    private void Initialize()
    {
        var passwordFile = Path.Combine(_folder, "password");
        RunAsServer("sh", "-c", "printf %s \"$1\" >\"$0\"", passwordFile, _password);
        RunAsServer(
            Path.Combine(_binaries, "initdb"), "--pgdata", Data, "--username", "postgres", "--pwfile", passwordFile, "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C", "--data-checksums", "--no-sync", "--no-instructions");
    }

    // Between the look for a free port and its use somebody else may take it.
    private async Task StartFirstAsync()
    {
        const int Attempts = 5;
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort();
            Launch();
            if (await AnswersAsync())
            {
                return;
            }

            Kill();
            if (attempt == Attempts)
            {
                throw new InvalidOperationException($"PostgreSQL does not start: {Log()}");
            }
        }
    }

    private string Data => Path.Combine(_folder, "data");

    private string LogFile => Path.Combine(_folder, "log");

    private void Launch()
    {
        var (program, arguments) = AsServer(
            "sh", "-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", LogFile, Path.Combine(_binaries, "postgres"), "-D", Data, "-p", $"{Port}",
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "shared_buffers=32MB", "-c", "max_connections=200",
            "-c", $"fsync={(_fsync ? "on" : "off")}");
        _server = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })!;

        // Ends the server when this process is gone without having been able to: its end of the pipe closes.
        _watchdog = Process.Start(new ProcessStartInfo("sh", ["-c", "read -r _; kill -QUIT \"$0\"; sleep 2; rm -rf \"$1\"", $"{_server.Id}", _folder])
        {
            UseShellExecute = false, RedirectStandardInput = true,
        })!;
    }

    private void EndWatchdog()
    {
        _watchdog?.Kill();
        _watchdog?.Dispose();
        _watchdog = null;
    }

    private async Task<bool> AnswersAsync()
    {
        var began = Stopwatch.StartNew();
        while (began.Elapsed < TimeSpan.FromSeconds(60) && _server is { HasExited: false })
        {
            try
            {
                await ExecuteAsync(AdministratorConnectionString, "SELECT 1");
                return true;
            }
            catch (Exception notYet) when (notYet is NpgsqlException or SocketException or TimeoutException)
            {
                await Task.Delay(20);
            }
        }

        return false;
    }

    private string Log() => File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(20)) : "it left no log";

    private static string Unpooled(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? FindBinaries()
    {
        IEnumerable<string> Candidates()
        {
            if (TryRun("pg_config", "--bindir") is { } told)
            {
                yield return told.Trim();
            }

            if (Directory.Exists("/usr/lib/postgresql"))
            {
                foreach (var version in Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal))
                {
                    yield return Path.Combine(version, "bin");
                }
            }

            foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            {
                yield return folder;
            }
        }

        return Candidates().FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private static string? TryRun(string program, params string[] arguments)
    {
        try
        {
            return Run(program, arguments);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string RunAsServer(string program, params string[] arguments)
    {
        var (first, rest) = AsServer([program, .. arguments]);
        return Run(first, rest);
    }

    // PostgreSQL refuses to run as root.
    private static (string Program, string[] Arguments) AsServer(params string[] command)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return (command[0], command[1..]);
        }

        var account = File.ReadLines("/etc/passwd").Select(line => line.Split(':'))
            .Where(fields => fields[0] is "postgres" or "nobody").MaxBy(fields => fields[0], StringComparer.Ordinal)!;
        return ("setpriv", ["--reuid", account[2], "--regid", account[3], "--clear-groups", .. command]);
    }

    private static string Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors.Result}");
    }
}
