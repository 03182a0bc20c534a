namespace OxyTrial.Journal;

/// <summary>
/// Walks the events of one study in order and tells the first that does not follow from those before it: position,
/// version, time, epoch, command and hash.
/// </summary>
public sealed class ChainWalker
{
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _commands = new(StringComparer.Ordinal);
    private JournalEntry? _last;

    /// <summary>Starts before the first event of the study.</summary>
    public ChainWalker(string study)
    {
        Head = JournalHead.Empty(study);
    }

    /// <summary>The head after the events accepted so far.</summary>
    public JournalHead Head { get; private set; }

    /// <summary>The number of commands that wrote the events accepted so far.</summary>
    public int Commands => _commands.Count;

    /// <summary>Accepts the next event and answers null, or answers why it can not be the next and stays where it is.</summary>
    public JournalDifference? Accept(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (Difference(entry) is { } difference)
        {
            return difference;
        }

        _versions[entry.Stream] = entry.Version;
        _commands.Add(entry.CommandId);
        _last = entry;
        Head = JournalHead.Of(entry);
        return null;
    }

    private JournalDifference? Difference(JournalEntry entry)
    {
        JournalDifference At(string field, string message) => new(Head.Study, entry.Position, field, message);
        var continues = _last is not null && _last.CommandId == entry.CommandId;
        var version = _versions.GetValueOrDefault(entry.Stream) + 1;
        if (entry.Study != Head.Study)
        {
            return At("study", $"names study {entry.Study}");
        }

        if (entry.Position != Head.Position + 1)
        {
            return At("position", $"follows position {Head.Position}, so {Head.Position + 1} is missing");
        }

        if (!JournalHash.OfEntry(entry, Head.Hash).AsSpan().SequenceEqual(entry.Hash))
        {
            return At("hash", "the event's content, the hash of the event before it and its own hash do not agree");
        }

        if (entry.Version != version)
        {
            return At("version", $"version {entry.Version} of stream {entry.Stream} where {version} is next");
        }

        if (entry.Utc < Head.LastUtc)
        {
            return At("utc", "earlier than the event before it");
        }

        if (!continues && _commands.Contains(entry.CommandId))
        {
            return At("commandId", $"command {entry.CommandId} wrote events before, and others came between");
        }

        if (continues && !entry.CommandDigest.AsSpan().SequenceEqual(_last!.CommandDigest))
        {
            return At("commandDigest", "differs from the same command's event before it");
        }

        return entry.Epoch == Head.Epoch || (entry.Epoch == Head.Epoch + 1 && !continues)
            ? null
            : At("epoch", $"epoch {entry.Epoch} after epoch {Head.Epoch}");
    }
}
