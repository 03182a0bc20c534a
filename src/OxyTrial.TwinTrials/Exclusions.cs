using System.Collections.Immutable;

namespace OxyTrial.TwinTrials;

/// <summary>Something that is not compared, by name, and why it cannot tell an arm.</summary>
/// <param name="What">What.</param>
/// <param name="Why">Why it is left out.</param>
public sealed record Exclusion(string What, string Why);

/// <summary>The one table of what is not compared. Everything else is, byte for byte.</summary>
public static class Exclusions
{
    /// <summary>The table.</summary>
    public static ImmutableArray<Exclusion> Table { get; } =
    [
        new("header Date", "the machine's clock"),
        new("values of durations in metrics", "the machine's speed; names, tags and counts are compared"),
        new("metrics aspnetcore.memory_pool.*", "the machine's memory, measured when the runtime collects it"),
        new("port numbers in tags of metrics and traces", "each twin listens on a port of its own"),
        new("ids and times of traces", "drawn by the runtime; names, tags, states and counts are compared"),
        new("ConcurrencyStamp in the accounts' database", "drawn by the framework at each failed sign-in; every other column is compared"),
        new("files keys/key-*.xml", "the framework draws the keys that protect cookies, and when it writes them; the twins' cookies do not use them"),
        new("file identity.db, and files *-wal and *-shm", "the framework's and the database's own pages; the rows are compared"),
    ];

    /// <summary>Whether a response header is left out.</summary>
    internal static bool IsExcludedHeader(string name) => name.Equals("Date", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether only the number of measurements is compared.</summary>
    internal static bool IsDuration(string? unit) => unit is "s" or "ms";

    /// <summary>Whether an instrument is left out.</summary>
    internal static bool IsMemory(string instrument) => instrument.StartsWith("aspnetcore.memory_pool.", StringComparison.Ordinal);

    /// <summary>A tag as compared.</summary>
    internal static string Tag(string name, object? value) =>
        name.EndsWith(".port", StringComparison.Ordinal) ? $"{name}=port" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}={value}");

    /// <summary>Whether a file that the server leaves behind is left out.</summary>
    internal static bool IsExcludedFile(string path) =>
        path.StartsWith("keys/key-", StringComparison.Ordinal) || path == "identity.db" || path.EndsWith("-wal", StringComparison.Ordinal) || path.EndsWith("-shm", StringComparison.Ordinal);

    /// <summary>Whether a column of a database is left out.</summary>
    internal static bool IsExcludedColumn(string name) => name == "ConcurrencyStamp";
}
