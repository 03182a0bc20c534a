using OxyTrial.Journal;
using OxyTrial.Server.Alerts;
using OxyTrial.Server.Operations;
using OxyTrial.Vault;
using OxyTrial.Vault.Keys;
using OxyTrial.Vault.Remote;

namespace OxyTrial.Server.Hosting;

/// <summary>What an installation is told from outside. Everything it keeps lies under one folder, so that a backup is a copy of it.</summary>
public sealed record ServerOptions
{
    /// <summary>The folder of journal, accounts, vault and keys; made (0700) when missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>
    /// Connection string of the PostgreSQL database that holds journal, accounts, keys of sign-ins and alerts, for one node or several; null
    /// for files in the data folder.
    /// </summary>
    public string? Database { get; init; }

    /// <summary>Addresses to listen on; port 0 takes a free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:8080"];

    /// <summary>Whether every sign-in and every refused sign-in is logged with its account name; accounts' changes are always kept, see AccountChange.</summary>
    public bool PrintSignIns { get; init; }

    /// <summary>Sign-in attempts a minute from one address before more are turned away; at least 1.</summary>
    public int SignInsPerMinute { get; init; } = 10;

    /// <summary>
    /// Whether a proxy on this machine ends TLS in front of the server: the address and scheme that it forwards are then taken from
    /// loopback connections, so that cookies are marked Secure and sign-ins are counted per visitor.
    /// </summary>
    public bool BehindProxy { get; init; }

    /// <summary>
    /// Where the key is that the vault's files are sealed under, as <see cref="KeySource"/> reads it; null for a file in
    /// <see cref="KeyDirectory"/>. In production it lies elsewhere: whoever holds both the data folder and this key can unblind a study that
    /// has no custodians, and break any code.
    /// </summary>
    public string? VaultKey { get; init; }

    /// <summary>Where a vault of its own process listens; null for one inside this process. This process then holds no key.</summary>
    public VaultAddress? VaultAddress { get; init; }

    /// <summary>Whom the server tells of code breaks.</summary>
    public AlertOptions Alerts { get; init; } = new();

    /// <summary>Whether this process runs the studies' duties by a timer of its own; not in a cluster, whose reminders do.</summary>
    public bool DutiesByTimer { get; init; } = true;

    /// <summary>
    /// Folder of the checkpoints, outside the data folder and the database, better on another machine; made (0700) when missing. Null keeps
    /// none: a journal restored from an old backup is then not noticed.
    /// </summary>
    public string? CheckpointDirectory { get; init; }

    /// <summary>How often the checkpoints of studies that have moved on are written, besides at each kit handed out.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Where metrics and traces are sent; null for nowhere.</summary>
    public TelemetryCollector? Telemetry { get; init; }

    /// <summary>Alerts of code breaks, as e-mails.</summary>
    public string AlertDirectory => Path.Combine(DataDirectory, "alerts");

    /// <summary>Daily notices, as e-mails.</summary>
    public string NoticeDirectory => Path.Combine(DataDirectory, "notices");

    /// <summary>Folded studies, for the next start; made when there is one to keep, and may be deleted at any time.</summary>
    public string SnapshotDirectory => Path.Combine(DataDirectory, "snapshots");

    /// <summary>The event journal.</summary>
    public string JournalFile => Path.Combine(DataDirectory, "journal.db");

    /// <summary>Accounts and their changes.</summary>
    public string IdentityFile => Path.Combine(DataDirectory, "identity.db");

    /// <summary>The vault's sealed files.</summary>
    public string VaultDirectory => Path.Combine(DataDirectory, "vault");

    /// <summary>Data protection keys (cookies, tokens, antiforgery) and, by default, the vault's key.</summary>
    public string KeyDirectory => Path.Combine(DataDirectory, "keys");

    /// <summary>The vault's files and their key.</summary>
    /// <exception cref="VaultException">The key's source cannot be read.</exception>
    public VaultOptions Vault => new(VaultDirectory, KeySource.Parse(VaultKey ?? Path.Combine(KeyDirectory, "vault.key")));

    /// <summary>Makes the folders that are missing, readable by the owner only.</summary>
    public void MakeDirectories()
    {
        foreach (var folder in new[] { DataDirectory, KeyDirectory, AlertDirectory, NoticeDirectory, VaultAddress is null ? VaultDirectory : null, CheckpointDirectory }.OfType<string>())
        {
            PrivateFolder.Make(folder);
        }
    }
}
