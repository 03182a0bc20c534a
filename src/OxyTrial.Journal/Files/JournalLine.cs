using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace OxyTrial.Journal;

/// <summary>
/// The kinds of lines of a journal file and of an archive. Reading takes the members out, writes the line anew and demands the same
/// bytes, so that each line has exactly one accepted spelling.
/// </summary>
internal static class JournalLine
{
    private const string Format = "OxyTrial journal";
    private const string ArchiveFormat = "OxyTrial journal archive";
    private const long FormatVersion = 1;

    public static byte[] Header(string study) => Header(Format, study);

    public static byte[] ArchiveHeader(string study) => Header(ArchiveFormat, study);

    /// <summary>The line before a command's first event. A line for each claim stands between them.</summary>
    public static byte[] Command(StoredCommand command) => Command(command, command.Claims.Count);

    public static byte[] Claim(Claim claim) => new JsonText().Member("claimKind", claim.Kind).Member("claimKey", claim.Key).ToLine();

    public static byte[] Entry(JournalEntry entry) => new JsonText()
        .Member("study", entry.Study)
        .Member("epoch", entry.Epoch)
        .Member("position", entry.Position)
        .Member("stream", entry.Stream)
        .Member("version", entry.Version)
        .Member("type", entry.Type)
        .Member("schemaVersion", entry.SchemaVersion)
        .Member("utc", UtcText.Format(entry.Utc))
        .Member("actor", entry.Actor)
        .Member("commandId", entry.CommandId)
        .Member("commandDigest", entry.CommandDigest)
        .Member("body", Encoding.UTF8.GetString(entry.Body))
        .Member("hash", entry.Hash)
        .ToLine();

    public static byte[] Trailer(JournalHead head) =>
        new JsonText().Member("events", head.Position).Member("hash", head.Hash).ToLine();

    public static bool IsTrailer(ReadOnlySpan<byte> line) => line.StartsWith("{\"events\":"u8);

    /// <summary>The study, or null when these bytes are not a header.</summary>
    public static string? ReadHeader(ReadOnlyMemory<byte> line) =>
        Read(line, json => Text(json, "study"), Header);

    /// <summary>The study of an archive, or null when these bytes are not its header.</summary>
    public static string? ReadArchiveHeader(ReadOnlyMemory<byte> line) => Read(line, json => Text(json, "study"), ArchiveHeader);

    /// <summary>The command, still without its claims, and their number; or null when these bytes are not one.</summary>
    public static (StoredCommand Command, int Claims)? ReadCommand(ReadOnlyMemory<byte> line, string study)
    {
        var claims = 0;
        var command = Read(
            line,
            json =>
            {
                claims = json.GetProperty("claims").GetInt32();
                return new StoredCommand(
                    study, Text(json, "commandId"), Convert.FromHexString(Text(json, "requestDigest")), Number(json, "firstPosition"),
                    json.GetProperty("eventCount").GetInt32(), [], Convert.FromHexString(Text(json, "result")));
            },
            read => Command(read, claims));
        return command is null ? null : (command, claims);
    }

    /// <summary>The claim, or null when these bytes are not one.</summary>
    public static Claim? ReadClaim(ReadOnlyMemory<byte> line) => Read(line, json => new Claim(Text(json, "claimKind"), Text(json, "claimKey")), Claim);

    /// <summary>The entry, or null when these bytes are not one.</summary>
    public static JournalEntry? ReadEntry(ReadOnlyMemory<byte> line) => Read(line, EntryOf, Entry);

    private static byte[] Header(string format, string study) =>
        new JsonText().Member("format", format).Member("formatVersion", FormatVersion).Member("study", study).ToLine();

    private static byte[] Command(StoredCommand command, int claims) => new JsonText()
        .Member("commandId", command.CommandId)
        .Member("requestDigest", command.RequestDigest)
        .Member("firstPosition", command.FirstPosition)
        .Member("eventCount", command.EventCount)
        .Member("claims", claims)
        .Member("result", command.Result)
        .ToLine();

    private static T? Read<T>(ReadOnlyMemory<byte> line, Func<JsonElement, T> read, Func<T, byte[]> write)
        where T : class
    {
        if (!Utf8.IsValid(line.Span))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(line);
            var value = read(json.RootElement);
            return write(value).AsSpan().SequenceEqual(line.Span) ? value : null;
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static JournalEntry EntryOf(JsonElement json) => new(
        Text(json, "study"), Number(json, "epoch"), Number(json, "position"), Text(json, "stream"), Number(json, "version"),
        Text(json, "type"), json.GetProperty("schemaVersion").GetInt32(), Utc(Text(json, "utc")), Text(json, "actor"),
        Text(json, "commandId"), Convert.FromHexString(Text(json, "commandDigest")), Encoding.UTF8.GetBytes(Text(json, "body")),
        Convert.FromHexString(Text(json, "hash")));

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException(name);

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();

    private static DateTimeOffset Utc(string text) => UtcText.TryParse(text, out var instant) ? instant : throw new FormatException(text);
}
