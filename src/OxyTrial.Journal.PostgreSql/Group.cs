namespace OxyTrial.Journal.PostgreSql;

/// <summary>
/// The appends of one transaction: what the database said under the study's lock, and over it what the earlier appends of the group add.
/// </summary>
internal sealed class Group(
    JournalHead head, IEnumerable<StoredCommand> commands, IEnumerable<StreamVersion> versions, IEnumerable<Claim> claims) : IAppendState
{
    private readonly Dictionary<string, StoredCommand> _commands = commands.ToDictionary(c => c.CommandId, StringComparer.Ordinal);
    private readonly Dictionary<string, long> _versions = versions.ToDictionary(v => v.Stream, v => v.Version, StringComparer.Ordinal);
    private readonly HashSet<Claim> _claims = [.. claims];

    /// <summary>The head as it was locked.</summary>
    public JournalHead Before { get; } = head;

    /// <summary>The head after the appends so far.</summary>
    public JournalHead After { get; private set; } = head;

    /// <summary>Commands to insert.</summary>
    public List<StoredCommand> Commands { get; } = [];

    /// <summary>Events to insert.</summary>
    public List<JournalEntry> Entries { get; } = [];

    /// <summary>Decides one append against everything before it.</summary>
    public AppendOutcome Append(AppendRequest request)
    {
        var decision = AppendDecision.Decide(request, this);
        if (decision is { Command: { } command, Head: { } head, Outcome: AppendOutcome.Written written })
        {
            After = head;
            Commands.Add(command);
            Entries.AddRange(written.Entries);
            _commands.Add(command.CommandId, command);
            _claims.UnionWith(command.Claims);
            foreach (var entry in written.Entries)
            {
                _versions[entry.Stream] = entry.Version;
            }
        }

        return decision.Outcome;
    }

    public StoredCommand? FindCommand(string study, string commandId) => _commands.GetValueOrDefault(commandId);

    public JournalHead Head(string study) => After;

    // Every stream of the group was asked for, also the ones that do not exist: one that is not here is a bug, not version 0.
    public long VersionOf(string study, string stream) => _versions[stream];

    public bool IsClaimed(string study, Claim claim) => _claims.Contains(claim);
}
