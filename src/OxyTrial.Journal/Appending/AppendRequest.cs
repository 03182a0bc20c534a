namespace OxyTrial.Journal;

/// <summary>A stream and its version: 0 while the stream does not exist, and 1 after its first event.</summary>
public sealed record StreamVersion(string Stream, long Version);

/// <summary>An event to append. The journal gives it position, version and hash.</summary>
/// <param name="Stream">The stream it belongs to.</param>
/// <param name="Type">Name of the event type.</param>
/// <param name="SchemaVersion">Version of the stored shape, from 1.</param>
/// <param name="Body">One JSON value in UTF-8, at most <see cref="AppendRequest.MaximumBodyBytes"/>.</param>
public sealed record NewEvent(string Stream, string Type, int SchemaVersion, ReadOnlyMemory<byte> Body);

/// <summary>
/// Something that only one command of a study may ever take: a slot, a participant's allocation, a kit. A kind names the
/// sort of thing and a key the thing itself, as in <c>("kit", "482137")</c>.
/// </summary>
public sealed record Claim(string Kind, string Key);

/// <summary>
/// The events of one command, with everything that has to be true for them to be written.
/// Names (study, stream, type, actor, command id, claim kind and key) have 1 to <see cref="MaximumNameLength"/> characters,
/// none of them a control character, a lone surrogate or U+FFFD.
/// </summary>
/// <param name="Study">The study.</param>
/// <param name="CommandId">Id of the command, the same at every retry.</param>
/// <param name="RequestDigest">32 bytes over what was asked; a retry brings the same, another request another.</param>
/// <param name="Actor">Who asked.</param>
/// <param name="Utc">When; the journal stores this or the study's newest time, whichever is later.</param>
/// <param name="ExpectedVersions">
/// Versions of all streams the decision rests on: those written (each must be listed) and those only read. Each stream once.
/// </param>
/// <param name="Events">At least one, at most <see cref="MaximumEvents"/>, in the order they are to be stored.</param>
/// <param name="Claims">What the command takes for itself; no claim twice.</param>
/// <param name="Result">The answer to give to this command, now and at every retry. Any bytes.</param>
public sealed record AppendRequest(
    string Study, string CommandId, ReadOnlyMemory<byte> RequestDigest, string Actor, DateTimeOffset Utc,
    IReadOnlyList<StreamVersion> ExpectedVersions, IReadOnlyList<NewEvent> Events, IReadOnlyList<Claim> Claims,
    ReadOnlyMemory<byte> Result)
{
    /// <summary>Longest name, in UTF-16 code units.</summary>
    public const int MaximumNameLength = 400;

    /// <summary>Largest body of one event, and largest result, in bytes.</summary>
    public const int MaximumBodyBytes = 1 << 20;

    /// <summary>Most events, expected versions or claims in one append.</summary>
    public const int MaximumEvents = 10_000;

    /// <summary>
    /// True for the append by which a study goes on after its journal was restored and reconciled with what sites and
    /// sponsor hold: it and everything after it carries the next epoch.
    /// </summary>
    public bool BeginsEpoch { get; init; }
}
