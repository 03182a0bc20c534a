using System.Globalization;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Web.Layout;

/// <summary>States and times in the words that pages use.</summary>
public static class Words
{
    /// <summary>A participant's stages in order; the keys of the list's filter.</summary>
    public static IReadOnlyList<string> ParticipantStages { get; } =
        ["screened", "consented", "eligible", "randomized", "completed", "withdrawn", "excluded"];

    /// <summary>A participant's stage.</summary>
    public static string StageOf(ParticipantState state) => state switch
    {
        ParticipantState.Screened => "screened",
        ParticipantState.Consented => "consented",
        ParticipantState.Eligible => "eligible",
        ParticipantState.Randomized => "randomized",
        ParticipantState.Completed => "completed",
        ParticipantState.Withdrawn => "withdrawn",
        ParticipantState.Excluded => "excluded",
        _ => "not screened",
    };

    /// <summary>A study's stage.</summary>
    public static string StageOf(StudyState state) => state switch
    {
        StudyState.Registered => "registered",
        StudyState.Sealed => "sealed",
        StudyState.Recruiting => "recruiting",
        StudyState.Closed => "closed to recruitment",
        StudyState.Locked => "database locked",
        StudyState.UnblindingAuthorized => "unblinding authorized",
        StudyState.Unblinded => "unblinded",
        _ => "not registered",
    };

    /// <summary>An exclusion's reason.</summary>
    public static string Of(ExclusionReason reason) => reason switch
    {
        ExclusionReason.NotMeetingCriteria => "not meeting eligibility criteria",
        ExclusionReason.Declined => "declined to take part",
        ExclusionReason.Other => "other reason",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    /// <summary>A role.</summary>
    public static string Of(Access.StudyRole role) => role == Access.StudyRole.ThirdParty ? "Third party" : role.ToString();

    /// <summary>A day, e.g. <c>14 Nov 2026</c>.</summary>
    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A moment in UTC, as the journal keeps it.</summary>
    public static string Utc(DateTimeOffset utc) => utc.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A moment in the site's zone, with its offset from UTC so that it stays unambiguous.</summary>
    public static string AtSite(DateTimeOffset utc, SiteSpec site)
    {
        ArgumentNullException.ThrowIfNull(site);
        return WithOffset(TimeZoneInfo.ConvertTime(utc, TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone)));
    }

    /// <summary>A local moment with its offset from UTC.</summary>
    public static string WithOffset(DateTimeOffset local) => local.ToString("d MMM yyyy, HH:mm '(UTC'zzz')'", CultureInfo.InvariantCulture);

    /// <summary>What the vault said to a code of an offline opening.</summary>
    public static string Of(OfflineCode code) => code switch
    {
        OfflineCode.Recognized => "recognized as one of the participant's",
        OfflineCode.NotRecognized => "NOT recognized as one of the participant's",
        OfflineCode.NotGiven => "not known any more",
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };

    /// <summary>A site by its identifier, as printed.</summary>
    public static SiteSpec SiteOf(StudySpec spec, SiteId site)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Sites.First(candidate => candidate.Id == site);
    }

    /// <summary>A number of things: <c>1 kit</c>, <c>2 kits</c>.</summary>
    public static string Count(int count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one + "s")}");

    /// <summary>First letter upper-case.</summary>
    public static string Sentence(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }
}
