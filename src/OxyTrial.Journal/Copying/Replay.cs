namespace OxyTrial.Journal;

/// <summary>
/// Turns stored commands back into the requests that made them, one after the other, and makes sure that they make them again: the decision
/// that every store takes gives the same events, byte for byte.
/// </summary>
internal sealed class Replay(string study) : IAppendState
{
    private readonly ChainWalker _chain = new(study);
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
    private readonly HashSet<Claim> _claims = [];

    /// <summary>The request of the next command.</summary>
    /// <exception cref="JournalDamagedException">Its rows are not what any journal would have stored here.</exception>
    public AppendRequest Next(StoredCommand command, IReadOnlyList<JournalEntry> entries)
    {
        var request = RequestOf(command, entries);
        var decided = (Decide(request, entries[0]) as AppendOutcome.Written)?.Entries ?? [];
        for (var i = 0; i < entries.Count; i++)
        {
            if (i >= decided.Count || !decided[i].Hash.AsSpan().SequenceEqual(entries[i].Hash))
            {
                throw Damage(entries[i], "command", $"command {command.CommandId} as stored would not be stored like this");
            }

            if (_chain.Accept(entries[i]) is { } difference)
            {
                throw new JournalDamagedException(difference);
            }

            _versions[entries[i].Stream] = entries[i].Version;
        }

        _claims.UnionWith(command.Claims);
        return request;
    }

    public static JournalDamagedException Damage(JournalEntry at, string field, string message) =>
        new(new JournalDifference(at.Study, at.Position, field, message));

    // That no command comes twice is for the chain to say.
    public StoredCommand? FindCommand(string study, string commandId) => null;

    public JournalHead Head(string study) => _chain.Head;

    public long VersionOf(string study, string stream) => _versions.GetValueOrDefault(stream);

    public bool IsClaimed(string study, Claim claim) => _claims.Contains(claim);

    private AppendRequest RequestOf(StoredCommand command, IReadOnlyList<JournalEntry> entries) => new(
        command.Study, command.CommandId, command.RequestDigest, entries[0].Actor, entries[0].Utc,
        [.. entries.Select(entry => entry.Stream).Distinct(StringComparer.Ordinal).Select(stream => new StreamVersion(stream, _versions.GetValueOrDefault(stream)))],
        [.. entries.Select(entry => new NewEvent(entry.Stream, entry.Type, entry.SchemaVersion, entry.Body))], command.Claims, command.Result)
    {
        BeginsEpoch = entries[0].Epoch > _chain.Head.Epoch,
    };

    private AppendOutcome Decide(AppendRequest request, JournalEntry first)
    {
        try
        {
            AppendRules.Ensure(request);
            return AppendDecision.Decide(request, this).Outcome;
        }
        catch (ArgumentException broken)
        {
            throw Damage(first, "command", broken.Message);
        }
    }
}
