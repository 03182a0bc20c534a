using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Streams;

/// <summary>Which day it is at a site: the journal keeps UTC, expiry dates are the site's days.</summary>
public static class SiteCalendar
{
    /// <summary>The site's local day; the UTC day for a site that the study does not know.</summary>
    public static DateOnly Today(StudyState study, SiteId site, DateTimeOffset utc)
    {
        var zone = study?.SpecOrNull?.Sites.FirstOrDefault(candidate => candidate.Id == site)?.TimeZone;
        var local = zone is null ? utc : TimeZoneInfo.ConvertTime(utc, TimeZoneInfo.FindSystemTimeZoneById(zone));
        return DateOnly.FromDateTime(local.Date);
    }
}
