using System.Text;

namespace OxyTrial.Journal;

/// <summary>Checkpoints as read, and how many lines of their file could not be.</summary>
/// <param name="Checkpoints">In the order of the file.</param>
/// <param name="UnreadableLines">Lines that are none, as after a power cut while one was written.</param>
public sealed record CheckpointList(IReadOnlyList<KnownCheckpoint> Checkpoints, int UnreadableLines);

/// <summary>
/// A file of checkpoints, one a line, only ever added to. It belongs on another disk than the journal, better on another machine; several
/// servers may add to one file.
/// </summary>
/// <param name="path">The file; its folder must exist.</param>
public sealed class CheckpointFile(string path)
{
    /// <summary>The file's name in a folder of checkpoints.</summary>
    public const string Name = "oxytrial-checkpoints.txt";

    private const byte LineFeed = (byte)'\n';

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Length of the file in bytes, by which a change of it is seen; 0 while it is not there.</summary>
    public long Length => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    /// <summary>Reads all checkpoints; none while the file is not there.</summary>
    public async Task<CheckpointList> ReadAsync(CancellationToken cancellation = default) => (await ReadAsync(0, cancellation).ConfigureAwait(false)).List;

    /// <summary>Reads from a byte on, to the end of the last whole line, which is where to go on the next time.</summary>
    public async Task<(CheckpointList List, long End)> ReadAsync(long from, CancellationToken cancellation = default)
    {
        if (!File.Exists(path))
        {
            return (new CheckpointList([], 0), from);
        }

        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[Math.Max(0, file.Length - from)];
        file.Seek(from, SeekOrigin.Begin);
        await file.ReadExactlyAsync(bytes, cancellation).ConfigureAwait(false);
        var end = Array.LastIndexOf(bytes, LineFeed) + 1;
        var lines = Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var found = lines.Select(KnownCheckpoint.Parse).OfType<KnownCheckpoint>().ToList();
        return (new CheckpointList(found, lines.Length - found.Count), from + end);
    }

    /// <summary>Adds checkpoints: one write, flushed to the disk before this returns.</summary>
    public void Add(params IReadOnlyList<KnownCheckpoint> checkpoints)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

        // A line that a power cut left unfinished stays one line that cannot be read.
        var torn = file.Length > 0 && LastByte(file) != LineFeed;
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.UTF8.GetBytes((torn ? "\n" : "") + string.Concat(checkpoints.Select(checkpoint => $"{checkpoint}\n"))));
        file.Flush(flushToDisk: true);
    }

    private static int LastByte(FileStream file)
    {
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte();
    }
}
