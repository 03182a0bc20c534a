using System.Collections.Immutable;
using OxyTrial.Streams;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Views;

/// <summary>A visit whose medication is to be given and was not.</summary>
/// <param name="Participant">Participant.</param>
/// <param name="Site">The participant's site.</param>
/// <param name="Visit">Visit key.</param>
/// <param name="Opens">First day of the window, a day at the site.</param>
/// <param name="Closes">Last day of the window.</param>
/// <param name="Overdue">Whether the window is over.</param>
public sealed record DueVisit(ParticipantId Participant, SiteId Site, string Visit, DateOnly Opens, DateOnly Closes, bool Overdue);

/// <summary>
/// Visits whose window is open, or over. Only visits that give medication: the journal has no event of the others. Days are those of the
/// site, and counted from its day of the randomization.
/// </summary>
public static class DueVisits
{
    /// <summary>
    /// In order of the last day of the window, then of participant and visit; empty once the database is locked. A visit that a later one
    /// was given after is missed, and not due any more.
    /// </summary>
    public static ImmutableArray<DueVisit> Of(StudyView view, DateTimeOffset utc)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.Study is not (StudyState.Recruiting or StudyState.Closed)
            ? []
            : [.. view.Participants.Values.SelectMany(line => Of(view, line, utc)).OrderBy(due => due.Closes).ThenBy(due => due.Participant.Value, StringComparer.Ordinal).ThenBy(due => due.Opens)];
    }

    private static IEnumerable<DueVisit> Of(StudyView view, ParticipantLine line, DateTimeOffset utc)
    {
        if (line.State is not ParticipantState.Randomized { Enrollment.Visits: var given } || line.RandomizedUtc is not { } randomized)
        {
            return [];
        }

        var site = line.State.Baseline.Site;
        var (first, today) = (SiteCalendar.Today(view.Study, site, randomized), SiteCalendar.Today(view.Study, site, utc));
        return from visit in view.Spec.Visits.Reverse().TakeWhile(visit => given.GetValueOrDefault(visit.Key) is not { Dispensed: true })
               where visit.Kit is not VisitKit.None
               let window = (Opens: first.AddDays(visit.Day - visit.WindowBeforeDays), Closes: first.AddDays(visit.Day + visit.WindowAfterDays))
               where today >= window.Opens
               select new DueVisit(line.Id, site, visit.Key, window.Opens, window.Closes, today > window.Closes);
    }
}
