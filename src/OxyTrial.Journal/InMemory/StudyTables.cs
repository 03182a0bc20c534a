namespace OxyTrial.Journal;

/// <summary>One study's rows in memory: the same tables that a database would hold.</summary>
internal sealed class StudyTables(string study)
{
    public List<JournalEntry> Events { get; } = [];

    public Dictionary<string, List<JournalEntry>> Streams { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, StoredCommand> Commands { get; } = new(StringComparer.Ordinal);

    public HashSet<Claim> Claims { get; } = [];

    public JournalHead Head { get; private set; } = JournalHead.Empty(study);

    public StudyTables Copy()
    {
        var copy = new StudyTables(study) { Head = Head };
        copy.Events.AddRange(Events);
        copy.Claims.UnionWith(Claims);
        foreach (var (id, command) in Commands)
        {
            copy.Commands.Add(id, command);
        }

        foreach (var (stream, entries) in Streams)
        {
            copy.Streams.Add(stream, [.. entries]);
        }

        return copy;
    }

    public void Insert(StoredCommand command, IReadOnlyList<JournalEntry> entries, JournalHead head)
    {
        Commands.Add(command.CommandId, command);
        Claims.UnionWith(command.Claims);
        foreach (var entry in entries)
        {
            Events.Add(entry);
            if (!Streams.TryGetValue(entry.Stream, out var stream))
            {
                Streams[entry.Stream] = stream = [];
            }

            stream.Add(entry);
        }

        Head = head;
    }
}
