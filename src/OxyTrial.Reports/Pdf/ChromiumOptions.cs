namespace OxyTrial.Reports.Pdf;

/// <summary>Which browser prints reports, and how.</summary>
public sealed record ChromiumOptions
{
    /// <summary>The environment variable that names another executable.</summary>
    public const string PathVariable = "CHROMIUM_PATH";

    // The shell is the browser without windows: it starts and prints in half the time, and its pages look the same.
    private static readonly string[] UsualPaths = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

    /// <summary>The browser's executable file; by default the first that is there of Debian's headless shell and Debian's browser.</summary>
    public string ExecutablePath { get; init; } = UsualPaths.FirstOrDefault(File.Exists) ?? UsualPaths[^1];

    /// <summary>
    /// Runs the browser without its own sandbox. It cannot start otherwise as root or in most containers; by default it is given up
    /// only for root.
    /// </summary>
    public bool WithoutSandbox { get; init; } = Environment.IsPrivilegedProcess;

    /// <summary>How many reports are printed at the same time; at least 1.</summary>
    public int MaximumConcurrency { get; init; } = 2;

    /// <summary>How long one step of the browser may take.</summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Further command line arguments for the browser.</summary>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];

    /// <summary>The defaults, with the executable from <see cref="PathVariable"/> where it is set.</summary>
    public static ChromiumOptions FromEnvironment() =>
        Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } path
            ? new ChromiumOptions { ExecutablePath = path }
            : new ChromiumOptions();

    // Headless printing needs no graphics card, no updates and no network; each of these switches one of them off.
    internal IEnumerable<string> Arguments() =>
    [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
        .. WithoutSandbox ? ["--no-sandbox"] : Array.Empty<string>(),
        .. ExtraArguments,
    ];
}
