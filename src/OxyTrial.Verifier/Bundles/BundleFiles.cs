using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;

namespace OxyTrial.Verifier.Bundles;

/// <summary>The files of a bundle, a zip or a folder (docs/verification.md): what anybody needs to verify a finished trial.</summary>
public static class BundleFiles
{
    public const string Checkpoints = "checkpoints.txt";
    public const string Commitment = "commitment.txt";
    public const string Journal = "journal.ndjson";
    public const string RevealedSecret = "revealed-secret.json";
    public const string Spec = "spec.json";

    private const long LargestFile = 1L << 30;

    // The zip format's first day: a bundle has no date of its own.
    private static readonly DateTimeOffset Undated = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ImmutableArray<string> Required = [Commitment, Journal, RevealedSecret, Spec];

    private static readonly ImmutableArray<string> All = [Checkpoints, .. Required];

    /// <summary>Writes the zip: sorted, undated, stored as it is, so that one trial is one sequence of bytes.</summary>
    public static void Write(Stream output, IReadOnlyDictionary<string, byte[]> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        foreach (var (name, content) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var entry = archive.CreateEntry(name, CompressionLevel.NoCompression);
            entry.LastWriteTime = Undated;
            entry.ExternalAttributes = 0;
            using var stream = entry.Open();
            stream.Write(content);
        }
    }

    /// <summary>Reads the files that a bundle has; others are passed over.</summary>
    /// <exception cref="BadBundleException">No bundle.</exception>
    public static IReadOnlyDictionary<string, byte[]> Read(string path)
    {
        var files = Directory.Exists(path) ? Folder(path) : Zip(path);
        return Required.FirstOrDefault(name => !files.ContainsKey(name)) is { } missing ? throw new BadBundleException($"{missing} is not in {path}") : files;
    }

    private static Dictionary<string, byte[]> Folder(string path) =>
        All.Where(name => File.Exists(Path.Combine(path, name))).ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(path, name)), StringComparer.Ordinal);

    private static Dictionary<string, byte[]> Zip(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            return archive.Entries.Select(entry => entry.FullName).Distinct(StringComparer.Ordinal).Count() == archive.Entries.Count
                ? archive.Entries.Where(entry => All.Contains(entry.FullName)).ToDictionary(entry => entry.FullName, Content, StringComparer.Ordinal)
                : throw new BadBundleException($"{path} has a file twice");
        }
        catch (Exception wrong) when (wrong is IOException or InvalidDataException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new BadBundleException($"{path} is no bundle: {wrong.Message}", wrong);
        }
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        if (entry.Length > LargestFile)
        {
            throw new BadBundleException($"{entry.FullName} is larger than a bundle's files may be");
        }

        using var stream = entry.Open();
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
