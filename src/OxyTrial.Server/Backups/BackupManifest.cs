using System.Text.Json;
using System.Text.Json.Serialization;
using OxyTrial.Journal;

namespace OxyTrial.Server.Backups;

/// <summary>A file of a backup.</summary>
/// <param name="Name">Path below the data folder, with '/'.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256, 64 hexadecimal digits.</param>
public sealed record BackedUpFile(string Name, long Bytes, string Sha256);

/// <summary>Where a study's journal was when it was backed up.</summary>
/// <param name="Study">The study.</param>
/// <param name="Epoch">Epoch.</param>
/// <param name="Position">Newest position.</param>
/// <param name="Hash">The hash there, 64 hexadecimal digits.</param>
public sealed record BackedUpStudy(string Study, long Epoch, long Position, string Hash)
{
    internal static BackedUpStudy At(JournalHead head) => new(head.Study, head.Epoch, head.Position, Convert.ToHexStringLower(head.Hash));
}

/// <summary>How a journal is in a backup.</summary>
public enum BackedUpJournal
{
    /// <summary>As the SQLite file of a data folder; so in every manifest that does not say.</summary>
    File,

    /// <summary>As an archive of each study, and the accounts as a table each, of an installation with a database.</summary>
    Archives,
}

/// <summary>What a backup holds; its first file.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="FormatVersion">Always 1.</param>
/// <param name="Utc">When it was made.</param>
/// <param name="HasVaultKey">Whether the vault's key is in it, because it lay in the data folder.</param>
/// <param name="Studies">Studies.</param>
/// <param name="Files">Files.</param>
/// <param name="Journal">How the journal is in it.</param>
public sealed record BackupManifest(
    string Format, int FormatVersion, DateTimeOffset Utc, bool HasVaultKey, IReadOnlyList<BackedUpStudy> Studies, IReadOnlyList<BackedUpFile> Files,
    BackedUpJournal Journal = BackedUpJournal.File)
{
    /// <summary>Name of the manifest in the archive.</summary>
    public const string Name = "manifest.json";

    /// <summary>The format.</summary>
    public const string FormatName = "OxyTrial backup";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter<BackedUpJournal>(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Whether files of a vault are in it; a vault of its own process keeps them elsewhere.</summary>
    [JsonIgnore]
    public bool HasVault => Files.Any(file => file.Name.StartsWith("vault/", StringComparison.Ordinal));

    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <summary>Reads it; null for anything else, or another version.</summary>
    internal static BackupManifest? Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize<BackupManifest>(utf8, Options) is { Format: FormatName, FormatVersion: 1 } manifest ? manifest : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A backup that cannot be made, or cannot be restored. Nothing was changed, unless the message says so.</summary>
public sealed class BackupException : IOException
{
    /// <summary>With a sentence for people.</summary>
    public BackupException(string message)
        : base(message)
    {
    }

    /// <summary>With a cause.</summary>
    public BackupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without message.</summary>
    public BackupException()
    {
    }
}
