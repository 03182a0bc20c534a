namespace OxyTrial.Journal;

/// <summary>
/// One stored event. Never changed once written; <see cref="Hash"/> covers every other member and the previous event's
/// hash (docs/journal-format.md). The arrays are the caller's to read, not to change.
/// </summary>
/// <param name="Study">The study the event belongs to; positions and hashes run per study.</param>
/// <param name="Epoch">1, plus one for each time the study continued after a restored journal was reconciled.</param>
/// <param name="Position">1, 2, 3 … without gaps in the study.</param>
/// <param name="Stream">The entity within the study, such as <c>participant-P-001</c>.</param>
/// <param name="Version">1, 2, 3 … without gaps in the stream.</param>
/// <param name="Type">Name of the event type in the codec of the domain.</param>
/// <param name="SchemaVersion">Version of that type's stored shape, from 1.</param>
/// <param name="Utc">When it was stored, in UTC; never earlier than the event before it.</param>
/// <param name="Actor">Who caused it.</param>
/// <param name="CommandId">The command that wrote it, with all other events of the same append.</param>
/// <param name="CommandDigest">32 bytes that bind the command's request, claims and stored result into the chain.</param>
/// <param name="Body">UTF-8 JSON, exactly as handed in.</param>
/// <param name="Hash">32 bytes, SHA-256.</param>
public sealed record JournalEntry(
    string Study, long Epoch, long Position, string Stream, long Version, string Type, int SchemaVersion,
    DateTimeOffset Utc, string Actor, string CommandId, byte[] CommandDigest, byte[] Body, byte[] Hash);

/// <summary>The newest event of a study, as far as the chain is concerned.</summary>
/// <param name="Study">The study.</param>
/// <param name="Position">Position of the newest event; 0 before the first.</param>
/// <param name="Hash">Its hash; before the first event the study's genesis hash.</param>
/// <param name="Epoch">Its epoch, from 1.</param>
/// <param name="LastUtc">Its time; <see cref="DateTimeOffset.MinValue"/> before the first event.</param>
public sealed record JournalHead(string Study, long Position, byte[] Hash, long Epoch, DateTimeOffset LastUtc)
{
    /// <summary>The head of a study that has no events yet.</summary>
    public static JournalHead Empty(string study) =>
        new(study, 0, JournalHash.Genesis(study), 1, DateTimeOffset.MinValue);

    /// <summary>The head once this entry is the newest.</summary>
    public static JournalHead Of(JournalEntry newest)
    {
        ArgumentNullException.ThrowIfNull(newest);
        return new(newest.Study, newest.Position, newest.Hash, newest.Epoch, newest.Utc);
    }

    /// <summary>Short form for reports and receipts.</summary>
    public Fingerprint Fingerprint => Fingerprint.Of(this);
}

/// <summary>A command the study accepted, and the answer it was given.</summary>
/// <param name="Study">The study.</param>
/// <param name="CommandId">Its id, unique in the study.</param>
/// <param name="RequestDigest">32 bytes that the caller computed over the request.</param>
/// <param name="FirstPosition">Position of its first event; the others follow directly.</param>
/// <param name="EventCount">How many events it wrote, at least 1.</param>
/// <param name="Claims">What it claimed, in canonical order.</param>
/// <param name="Result">The stored answer, exactly as handed in.</param>
public sealed record StoredCommand(
    string Study, string CommandId, byte[] RequestDigest, long FirstPosition, int EventCount,
    IReadOnlyList<Claim> Claims, byte[] Result);
