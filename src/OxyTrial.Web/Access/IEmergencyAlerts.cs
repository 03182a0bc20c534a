using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Web.Access;

/// <summary>How telling the sponsor of code breaks goes.</summary>
/// <param name="ByMail">Whether alerts are sent to a mail server; else they are left for something else to take.</param>
/// <param name="Place">Where those are that are not sent yet, in words.</param>
/// <param name="FailingSince">Since when no attempt succeeds; null when the last one did.</param>
/// <param name="Failure">Why the last attempt failed; null when it did not.</param>
public sealed record AlertState(bool ByMail, string Place, DateTimeOffset? FailingSince, string? Failure);

/// <summary>The port of the alerts: what pages may say of them. A code break never waits for it.</summary>
public interface IEmergencyAlerts
{
    /// <summary>How it goes.</summary>
    AlertState State { get; }

    /// <summary>Whether the alert of a code break is still to be delivered.</summary>
    Task<bool> IsWaitingAsync(StudyId study, long position, CancellationToken cancellation);
}
