using System.Collections.Concurrent;
using OxyTrial.Journal;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Views.Snapshots;

/// <summary>
/// Folded studies in files, so that a long journal is not folded from its first event at every start. They are made from the journal, are
/// checked against it when they are read, and may be deleted at any time. No command is decided from them: those read the journal's streams.
/// </summary>
/// <param name="directory">Where they lie, made (0700) when missing; a process has a folder of its own.</param>
/// <param name="leastEvents">Events after which a study's next snapshot is due, at least 1; of a long journal an eighth of it.</param>
/// <param name="unusable">Told of a file that is not used, and why.</param>
public sealed class SnapshotFolder(string directory, int leastEvents, Action<StudyId, string>? unusable = null)
{
    private const int Fraction = 8;
    private readonly ConcurrentDictionary<StudyId, long> kept = new();

    /// <summary>Where a study's snapshot lies.</summary>
    public string FileOf(StudyId study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return Path.Combine(directory, $"{study}.snapshot");
    }

    /// <summary>Whether so much has happened since the last snapshot that another is worth its writing.</summary>
    public bool IsDue(StudyView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var last = File.Exists(FileOf(view.Id)) ? kept.GetValueOrDefault(view.Id) : 0;
        return view.Head.Position - last >= Math.Max(leastEvents, last / Fraction);
    }

    /// <summary>Writes a study's snapshot in place of the one before it; whoever reads meanwhile finds the one or the other.</summary>
    /// <exception cref="IOException">It cannot be written; the one before it stays, and nothing of this one.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, by lack of rights.</exception>
    public async Task WriteAsync(StudyView view, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        PrivateFolder.Make(directory);
        var (file, unfinished) = (FileOf(view.Id), $"{FileOf(view.Id)}.unfinished");
        try
        {
            await using (var output = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16, FileOptions.Asynchronous))
            {
                await SnapshotFile.WriteAsync(view, output, cancellation);
                await output.FlushAsync(cancellation);
                output.Flush(flushToDisk: true);
            }

            File.Move(unfinished, file, overwrite: true);
        }
        catch
        {
            // On a full disk this is the space that the journal needs.
            Remove(unfinished);
            throw;
        }

        kept[view.Id] = view.Head.Position;
    }

    /// <summary>A study's snapshot; null when there is none that this build can use. Whether the journal still has what it was folded from is not known yet.</summary>
    public async Task<StudyView?> ReadAsync(StudyId study, CancellationToken cancellation = default)
    {
        if (!File.Exists(FileOf(study)))
        {
            return null;
        }

        try
        {
            await using var input = new FileStream(FileOf(study), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
            var view = await SnapshotFile.ReadAsync(study, input, cancellation);
            if (view is null)
            {
                unusable?.Invoke(study, "another build wrote it");
            }

            return view;
        }
#pragma warning disable CA1031 // Whatever is wrong with a file that nothing needs, the journal is there.
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            unusable?.Invoke(study, failed.Message);
            return null;
        }
#pragma warning restore CA1031
    }

    /// <summary>The snapshot read was found to be of the journal that is there.</summary>
    internal void Believe(StudyView view) => kept[view.Id] = view.Head.Position;

    /// <summary>The snapshot read is not of the journal that is there, as after the restore of a backup.</summary>
    internal void Disbelieve(StudyView view) => unusable?.Invoke(view.Id, $"the journal does not have position {view.Head.Position} with the hash that it was folded with");

    private static void Remove(string unfinished)
    {
        try
        {
            File.Delete(unfinished);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
        }
    }
}
