using OxyTrial.Grains.Duties;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Server.Restores;

/// <summary>
/// Writes a study's checkpoint where it has moved on. Every node does so by itself every few seconds; in a cluster this also comes by reminder, so
/// that a study whose nodes all stalled is written down by whoever is left.
/// </summary>
internal sealed class CheckpointDuty(CheckpointBook book) : IStudyDuty
{
    public string Name => "checkpoints";

    public TimeSpan Period => TimeSpan.FromMinutes(1);

    public Task RunAsync(StudyId study, DateTimeOffset utc, CancellationToken cancellation) => book.RecordAsync(study, cancellation);
}
