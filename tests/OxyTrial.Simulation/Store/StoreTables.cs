using OxyTrial.Journal;

namespace OxyTrial.Simulation.Store;

/// <summary>The rows of one study, as they are committed.</summary>
internal sealed class StoreTables
{
    private readonly Dictionary<string, List<JournalEntry>> streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoredCommand> commands = new(StringComparer.Ordinal);
    private readonly HashSet<Claim> claims = [];
    private readonly List<JournalEntry> events = [];

    public StoreTables(string study) => Head = JournalHead.Empty(study);

    /// <summary>Tables of their own with the same rows.</summary>
    public StoreTables(StoreTables from)
    {
        Head = from.Head;
        CommandRows = from.CommandRows;
        events.AddRange(from.events);
        claims.UnionWith(from.claims);
        foreach (var (id, command) in from.commands)
        {
            commands.Add(id, command);
        }

        foreach (var (stream, entries) in from.streams)
        {
            streams.Add(stream, [.. entries]);
        }
    }

    public JournalHead Head { get; private set; }

    public IReadOnlyList<JournalEntry> Events => events;

    public int CommandRows { get; private set; }

    public StoredCommand? Command(string id) => commands.GetValueOrDefault(id);

    public long VersionOf(string stream) => streams.TryGetValue(stream, out var entries) ? entries[^1].Version : 0;

    public bool IsClaimed(Claim claim) => claims.Contains(claim);

    /// <summary>A stream's events above a version, as they were at a position.</summary>
    public List<JournalEntry> Stream(string stream, long afterVersion, long atPosition) =>
        streams.TryGetValue(stream, out var entries) ? [.. entries.Where(entry => entry.Version > afterVersion && entry.Position <= atPosition)] : [];

    /// <summary>The key that one of the rows would violate; null when they fit.</summary>
    public string? Violated(StoredCommand command, IReadOnlyList<JournalEntry> entries)
    {
        var versions = new HashSet<(string, long)>();
        return commands.ContainsKey(command.CommandId) ? $"command {command.CommandId}"
            : entries.FirstOrDefault(entry => entry.Position <= Head.Position) is { } position ? $"position {position.Position}"
            : entries.FirstOrDefault(entry => entry.Version <= VersionOf(entry.Stream) || !versions.Add((entry.Stream, entry.Version))) is { } version ? $"version {version.Version} of {version.Stream}"
            : command.Claims.FirstOrDefault(claims.Contains) is { } claim ? $"{claim.Kind} {claim.Key}"
            : null;
    }

    public void Insert(StoredCommand command, IReadOnlyList<JournalEntry> entries, JournalHead head)
    {
        CommandRows++;
        commands[command.CommandId] = command;
        claims.UnionWith(command.Claims);
        foreach (var entry in entries)
        {
            events.Add(entry);
            if (!streams.TryGetValue(entry.Stream, out var stream))
            {
                streams[entry.Stream] = stream = [];
            }

            stream.Add(entry);
        }

        Head = head;
    }
}
