using System.Security.Cryptography;

namespace OxyTrial.Journal;

/// <summary>
/// The three hashes of the journal's format, all SHA-256 over length-prefixed fields. docs/journal-format.md gives the
/// same in words and as a short Python program.
/// </summary>
public static class JournalHash
{
    /// <summary>Length of every hash and digest, in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private const string GenesisDomain = "OxyTrial.Journal.Genesis.1";
    private const string CommandDomain = "OxyTrial.Journal.Command.1";
    private const string EventDomain = "OxyTrial.Journal.Event.1";

    /// <summary>What the first event of a study names as its previous hash.</summary>
    public static byte[] Genesis(string study) => FieldWriter.Begin().Text(GenesisDomain).Text(study).Sha256();

    /// <summary>Binds a command's row, its claims and its stored result to the events it wrote.</summary>
    public static byte[] OfCommand(StoredCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var fields = FieldWriter.Begin()
            .Text(CommandDomain).Text(command.Study).Text(command.CommandId).Bytes(command.RequestDigest)
            .Number(command.FirstPosition).Number(command.EventCount).Number(command.Claims.Count);
        foreach (var claim in ClaimOrder.Sort(command.Claims))
        {
            fields.Text(claim.Kind).Text(claim.Key);
        }

        return fields.Bytes(command.Result).Sha256();
    }

    /// <summary>The hash an entry must carry. <see cref="JournalEntry.Hash"/> itself is not read.</summary>
    public static byte[] OfEntry(JournalEntry entry, ReadOnlySpan<byte> previous)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return FieldWriter.Begin()
            .Text(EventDomain).Text(entry.Study).Number(entry.Epoch).Number(entry.Position)
            .Text(entry.Stream).Number(entry.Version).Text(entry.Type).Number(entry.SchemaVersion)
            .Text(UtcText.Format(entry.Utc)).Text(entry.Actor).Text(entry.CommandId).Bytes(entry.CommandDigest)
            .Bytes(SHA256.HashData(entry.Body)).Bytes(previous).Sha256();
    }
}
