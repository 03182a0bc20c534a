using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Views;

namespace OxyTrial.Web.Api.Emergency;

/// <summary>What the API and the page ask before an opening is written down.</summary>
internal static class OfflineOpenings
{
    public const string TooEarlySentence = "The participant was not randomized yet at this time.";

    /// <summary>Whether there was no code yet to be opened.</summary>
    public static bool TooEarly(ParticipantLine line, DateTimeOffset openedAt) => line.RandomizedUtc is { } randomized && openedAt < randomized;

    /// <summary>What the vault says to a code; it is asked of people who know what the code means, and tells them nothing they do not.</summary>
    public static async ValueTask<OfflineCode> CheckAsync(IEmergencyPacks packs, StudyId study, ParticipantId participant, string? code, CancellationToken cancellation) =>
        string.IsNullOrWhiteSpace(code) ? OfflineCode.NotGiven
        : await packs.RecognizesAsync(study, participant, code, cancellation) ? OfflineCode.Recognized
        : OfflineCode.NotRecognized;

    /// <summary>A wall clock's time at a site; null when the clock was put forward over it. Of an hour that came twice, the first.</summary>
    public static DateTimeOffset? AtSite(DateOnly day, TimeOnly time, SiteSpec site)
    {
        var (local, zone) = (day.ToDateTime(time), TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone));
        return zone.IsInvalidTime(local) ? null

            // At the calendar's ends an offset leads out of it. No participant was randomized then, so the hour does not matter.
            : local.Year is 1 or 9999 ? new DateTimeOffset(local, TimeSpan.Zero)
            : new DateTimeOffset(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));
    }
}
