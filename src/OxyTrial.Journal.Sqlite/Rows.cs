namespace OxyTrial.Journal.Sqlite;

/// <summary>Rows to records. Nothing is bent into shape: a value that the writer can not have written is damage.</summary>
internal static class Rows
{
    public const string EntryColumns =
        "study, epoch, position, stream, version, type, schema_version, utc, actor, command_id, command_digest, body, hash";

    public static JournalEntry Entry(Statement row)
    {
        var study = row.RepeatedText(0);
        var position = row.Integer(2);
        return new JournalEntry(
            study, row.Integer(1), position, row.RepeatedText(3), row.Integer(4), row.RepeatedText(5),
            Integer(row, 6, study, position, "schemaVersion"), Utc(row, 7, study, position, "utc"), row.RepeatedText(8), row.RepeatedText(9),
            Digest(row, 10, study, position, "commandDigest"), row.Bytes(11), Digest(row, 12, study, position, "hash"));
    }

    public static JournalHead Head(Statement row, string study)
    {
        var position = row.Integer(0);
        return new JournalHead(
            study, position, Digest(row, 1, study, position, "head.hash"), row.Integer(2), Utc(row, 3, study, position, "head.lastUtc"));
    }

    public static StoredCommand Command(Statement row, string study, string commandId, IReadOnlyList<Claim> claims)
    {
        var first = row.Integer(1);
        return new StoredCommand(
            study, commandId, Digest(row, 0, study, first, "command.requestDigest"), first,
            Integer(row, 2, study, first, "command.eventCount"), claims, row.Bytes(3));
    }

    private static int Integer(Statement row, int column, string study, long position, string field) =>
        row.Integer(column) is >= 1 and <= int.MaxValue and var value ? (int)value : throw Damage(study, position, field, "is out of range");

    private static DateTimeOffset Utc(Statement row, int column, string study, long position, string field) =>
        UtcText.TryParse(row.Text(column), out var utc) ? utc : throw Damage(study, position, field, "is not an instant in the format's spelling");

    private static byte[] Digest(Statement row, int column, string study, long position, string field) =>
        row.Bytes(column) is { Length: JournalHash.Size } digest ? digest : throw Damage(study, position, field, "has not 32 bytes");

    private static JournalDamagedException Damage(string study, long position, string field, string message) =>
        new(new JournalDifference(study, position, field, message));
}
