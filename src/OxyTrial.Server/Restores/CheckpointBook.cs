using System.Collections.Concurrent;
using OxyTrial.Journal;
using OxyTrial.Server.Hosting;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Views;

namespace OxyTrial.Server.Restores;

/// <summary>The checkpoints held outside: reads them, and adds one whenever a study has moved on.</summary>
internal sealed class CheckpointBook(ServerOptions options, TrialViews views, TimeProvider time, ILogger<CheckpointBook> log) : IDisposable
{
    private readonly CheckpointFile? file = options.CheckpointDirectory is { } folder ? new CheckpointFile(Path.Combine(folder, CheckpointFile.Name)) : null;
    private readonly ConcurrentDictionary<string, long> written = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KnownCheckpoint> newest = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim turn = new(1, 1);
    private volatile bool failing;
    private long readTo;

    /// <summary>Whether checkpoints are kept at all.</summary>
    public bool IsKept => file is not null;

    /// <summary>The newest checkpoint known of a study; null when none is.</summary>
    public KnownCheckpoint? NewestOf(string study) => newest.GetValueOrDefault(study);

    /// <summary>Whether the journal has anything of a study.</summary>
    public async ValueTask<bool> HasJournalAsync(StudyId study, CancellationToken cancellation) => await views.StudyAsync(study, cancellation) is not null;

    /// <summary>Checkpoints that were added since the last reading, by whomever: another server, or a person with a paper.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<IReadOnlyList<KnownCheckpoint>> NewsAsync(CancellationToken cancellation)
    {
        if (file is null || file.Length <= readTo)
        {
            return [];
        }

        var (list, end) = await file.ReadAsync(readTo, cancellation);
        readTo = end;
        if (list.UnreadableLines > 0)
        {
            log.LogWarning("{Lines} lines of {File} are no checkpoints", list.UnreadableLines, file.Path);
        }

        foreach (var checkpoint in list.Checkpoints)
        {
            newest.AddOrUpdate(checkpoint.Study, checkpoint, (_, known) => (checkpoint.Epoch, checkpoint.Position).CompareTo((known.Epoch, known.Position)) > 0 ? checkpoint : known);
        }

        return list.Checkpoints;
    }

    /// <summary>
    /// Writes down where a study's journal is now, if it has moved on. In quarantine nothing is written: what is entered again is held against the
    /// checkpoint that is missing. A disk that fails is told in the log and stops nobody: the events themselves are durable.
    /// </summary>
    public async Task RecordAsync(StudyId study, CancellationToken cancellation)
    {
        if (file is null || await views.StudyAsync(study, cancellation) is not { Study: StudyState.Existing { Facts.Quarantine: null } } view || written.GetValueOrDefault(study.Value) >= view.Head.Position)
        {
            return;
        }

        await turn.WaitAsync(cancellation);
        try
        {
            if (written.GetValueOrDefault(study.Value) < view.Head.Position)
            {
                file.Add(KnownCheckpoint.Of(view.Head, time.GetUtcNow()));
                written[study.Value] = view.Head.Position;
                failing = false;
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            if (!failing)
            {
                failing = true;
                log.LogError(failed, "Checkpoints cannot be written to {File}; a restore of an old backup would not be noticed", file.Path);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
