using Npgsql;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>Rows to records. Nothing is bent into shape: a value that the writer can not have written is damage.</summary>
internal static class Rows
{
    public const string EntryColumns =
        "study, epoch, position, stream, version, type, schema_version, utc, actor, command_id, command_digest, body, hash";

    public static JournalEntry Entry(NpgsqlDataReader row)
    {
        var study = row.GetString(0);
        var position = row.GetInt64(2);
        return new JournalEntry(
            study, row.GetInt64(1), position, row.GetString(3), row.GetInt64(4), row.GetString(5), row.GetInt32(6),
            Utc(row, 7, study, position, "utc"), row.GetString(8), row.GetString(9), Digest(row, 10, study, position, "commandDigest"),
            row.GetFieldValue<byte[]>(11), Digest(row, 12, study, position, "hash"));
    }

    public static JournalHead Head(NpgsqlDataReader row, string study)
    {
        var position = row.GetInt64(0);
        return new JournalHead(
            study, position, Digest(row, 1, study, position, "head.hash"), row.GetInt64(2), Utc(row, 3, study, position, "head.lastUtc"));
    }

    /// <summary>The command, still without its claims.</summary>
    public static StoredCommand Command(NpgsqlDataReader row, string study)
    {
        var first = row.GetInt64(2);
        return new StoredCommand(
            study, row.GetString(0), Digest(row, 1, study, first, "command.requestDigest"), first, row.GetInt32(3), [], row.GetFieldValue<byte[]>(4));
    }

    private static DateTimeOffset Utc(NpgsqlDataReader row, int column, string study, long position, string field) =>
        UtcText.TryParse(row.GetString(column), out var utc) ? utc : throw Damage(study, position, field, "is not an instant in the format's spelling");

    private static byte[] Digest(NpgsqlDataReader row, int column, string study, long position, string field) =>
        row.GetFieldValue<byte[]>(column) is { Length: JournalHash.Size } digest ? digest : throw Damage(study, position, field, "has not 32 bytes");

    private static JournalDamagedException Damage(string study, long position, string field, string message) =>
        new(new JournalDifference(study, position, field, message));
}
