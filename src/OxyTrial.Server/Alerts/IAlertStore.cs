using MimeKit;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Server.Alerts;

/// <summary>Where alerts are kept until they are delivered, and how far each study's journal was followed. A crash at any point repeats a step and loses none.</summary>
internal interface IAlertStore
{
    /// <summary>Where an alert that is not to be sent is kept, for pages: a place in words.</summary>
    string Place { get; }

    /// <summary>Position up to which a study's alerts are written; 0 at first.</summary>
    Task<long> PositionOfAsync(StudyId study, CancellationToken cancellation);

    /// <summary>Notes that position.</summary>
    Task FollowAsync(StudyId study, long position, CancellationToken cancellation);

    /// <summary>Keeps an alert, unless it is kept already or was sent.</summary>
    Task PutAsync(StudyId study, long position, MimeMessage message, CancellationToken cancellation);

    /// <summary>Whether the alert is still to be delivered, written already or not.</summary>
    Task<bool> IsWaitingAsync(StudyId study, long position, CancellationToken cancellation);

    /// <summary>Sends each alert that waits; one that is not taken does not hold up the others.</summary>
    /// <returns>The last failure; null when all were taken.</returns>
    Task<Exception?> DeliverAsync(Func<MimeMessage, CancellationToken, Task> send, CancellationToken cancellation);
}
