using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Grains.Duties;

/// <summary>
/// Something done for every study again and again, by a timer in one process or by a cluster's reminders. It may be run twice, late, or by
/// two nodes at once, and has to come to the same; it knows no arm.
/// </summary>
public interface IStudyDuty
{
    /// <summary>Its name, e.g. <c>visit-windows</c>: also that of the reminder, so it stays the same for ever. Of <c>a–z</c> and <c>-</c>.</summary>
    string Name { get; }

    /// <summary>How often; a minute or more.</summary>
    TimeSpan Period { get; }

    /// <summary>Does it once. What it throws is logged, and it is run again when its time comes.</summary>
    /// <param name="study">A registered study.</param>
    /// <param name="utc">Now.</param>
    /// <param name="cancellation">Stops it.</param>
    Task RunAsync(StudyId study, DateTimeOffset utc, CancellationToken cancellation);
}
