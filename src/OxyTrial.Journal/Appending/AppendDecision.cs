namespace OxyTrial.Journal;

/// <summary>What a store has to tell, under its writer's lock, for an append to be decided.</summary>
public interface IAppendState
{
    /// <summary>The command stored under this id, or null.</summary>
    StoredCommand? FindCommand(string study, string commandId);

    /// <summary>The study's head, <see cref="JournalHead.Empty"/> before its first event.</summary>
    JournalHead Head(string study);

    /// <summary>The stream's version, 0 while it does not exist.</summary>
    long VersionOf(string study, string stream);

    /// <summary>Whether a command of the study holds the claim.</summary>
    bool IsClaimed(string study, Claim claim);
}

/// <summary>
/// The decision on one append: either an outcome that writes nothing, or what is to be written. Every store takes it
/// here, so that all of them agree; their unique constraints stay the guarantee.
/// </summary>
/// <param name="Outcome">What to answer, once the rows (if any) are durable.</param>
/// <param name="Command">The command row to insert, or null when nothing is written.</param>
/// <param name="Head">The head after the append, or null when nothing is written.</param>
public sealed record AppendDecision(AppendOutcome Outcome, StoredCommand? Command, JournalHead? Head)
{
    /// <summary>Decides a request that passed <see cref="AppendRules.Ensure"/>.</summary>
    public static AppendDecision Decide(AppendRequest request, IAppendState state)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(state);
        AppendOutcome? refusal = EarlierCommand(request, state);
        refusal ??= StaleVersion(request, state);
        refusal ??= TakenClaim(request, state);
        return refusal is null ? Accept(request, state) : new AppendDecision(refusal, null, null);
    }

    // First of all: a retry must find its own answer even though the versions have moved on, by its own first attempt.
    private static AppendOutcome? EarlierCommand(AppendRequest request, IAppendState state)
    {
        if (state.FindCommand(request.Study, request.CommandId) is not { } stored)
        {
            return null;
        }

        return stored.RequestDigest.AsSpan().SequenceEqual(request.RequestDigest.Span)
            ? new AppendOutcome.AlreadyDone(stored)
            : new AppendOutcome.CommandIdReused();
    }

    private static AppendOutcome.Conflict? StaleVersion(AppendRequest request, IAppendState state)
    {
        List<StreamVersion>? stale = null;
        foreach (var expected in request.ExpectedVersions)
        {
            var actual = state.VersionOf(request.Study, expected.Stream);
            if (actual != expected.Version)
            {
                (stale ??= []).Add(new StreamVersion(expected.Stream, actual));
            }
        }

        return stale is null ? null : new AppendOutcome.Conflict(stale);
    }

    private static AppendOutcome.ClaimTaken? TakenClaim(AppendRequest request, IAppendState state)
    {
        var taken = request.Claims.FirstOrDefault(claim => state.IsClaimed(request.Study, claim));
        return taken is null ? null : new AppendOutcome.ClaimTaken(taken);
    }

    private static AppendDecision Accept(AppendRequest request, IAppendState state)
    {
        var before = state.Head(request.Study);
        var command = new StoredCommand(
            request.Study, request.CommandId, request.RequestDigest.ToArray(), before.Position + 1, request.Events.Count,
            ClaimOrder.Sort(request.Claims), request.Result.ToArray());
        var entries = Chain(request, command, before);
        return new AppendDecision(new AppendOutcome.Written(command.FirstPosition, entries), command, JournalHead.Of(entries[^1]));
    }

    private static JournalEntry[] Chain(AppendRequest request, StoredCommand command, JournalHead before)
    {
        var digest = JournalHash.OfCommand(command);
        var given = request.Utc.ToUniversalTime();
        var utc = given > before.LastUtc ? given : before.LastUtc;
        var epoch = request.BeginsEpoch ? before.Epoch + 1 : before.Epoch;
        var versions = request.ExpectedVersions.ToDictionary(v => v.Stream, v => v.Version, StringComparer.Ordinal);
        var entries = new JournalEntry[request.Events.Count];
        var previous = before.Hash;
        for (var i = 0; i < entries.Length; i++)
        {
            var added = request.Events[i];
            var version = versions[added.Stream] += 1;
            var unhashed = new JournalEntry(
                request.Study, epoch, command.FirstPosition + i, added.Stream, version, added.Type,
                added.SchemaVersion, utc, request.Actor, request.CommandId, digest, added.Body.ToArray(), []);
            entries[i] = unhashed with { Hash = JournalHash.OfEntry(unhashed, previous) };
            previous = entries[i].Hash;
        }

        return entries;
    }
}
