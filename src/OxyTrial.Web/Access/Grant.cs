using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Web.Access;

/// <summary>A role in one study, at one site or at all of them.</summary>
/// <param name="Role">Role.</param>
/// <param name="Study">Study; null = every study, for those who register new ones.</param>
/// <param name="Site">Site; null = every site.</param>
public sealed record Grant(StudyRole Role, StudyId? Study, SiteId? Site)
{
    /// <summary>The claim type that carries a grant.</summary>
    public const string ClaimType = "oxytrial/grant";

    /// <summary>Every role's name as it is stored and typed, e.g. <c>third-party</c>.</summary>
    public static ImmutableArray<string> RoleNames { get; } = [.. Enum.GetValues<StudyRole>().Select(NameOf)];

    /// <summary>As stored in a claim, e.g. <c>pharmacist/oxy-bpd-multisite/HD</c> or <c>statistician/*/*</c>.</summary>
    public override string ToString() => $"{NameOf(Role)}/{Study?.Value ?? "*"}/{Site?.Value ?? "*"}";

    /// <summary>Reads the stored form.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Grant? grant)
    {
        grant = null;
        if ((text ?? string.Empty).Split('/') is not [var role, var study, var site] || RoleNames.IndexOf(role, StringComparer.OrdinalIgnoreCase) is not (>= 0 and var index))
        {
            return false;
        }

        StudyId? studyId = null;
        SiteId? siteId = null;
        var valid = (study == "*" || StudyId.TryParse(study, out studyId)) && (site == "*" || SiteId.TryParse(site, out siteId));
        grant = valid ? new Grant(Enum.GetValues<StudyRole>()[index], studyId, siteId) : null;
        return valid;
    }

    private static string NameOf(StudyRole role) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(role.ToString());

    /// <summary>The grants a signed-in person holds.</summary>
    public static ImmutableArray<Grant> Of(ClaimsPrincipal person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return [.. person.FindAll(ClaimType).Select(claim => TryParse(claim.Value, out var grant) ? grant : null).OfType<Grant>()];
    }
}

/// <summary>What a signed-in person may do. Whatever is not allowed looks as if it did not exist.</summary>
public static class StudyAccess
{
    /// <summary>Whether the person holds one of the roles in the study, at the site when one is named.</summary>
    public static bool Allows(this ClaimsPrincipal person, StudyId study, SiteId? site, params IEnumerable<StudyRole> roles) =>
        Grant.Of(person).Any(grant => roles.Contains(grant.Role) && (grant.Study is null || grant.Study == study) && (site is null || grant.Site is null || grant.Site == site));

    /// <summary>Whether the person holds any role in the study.</summary>
    public static bool Sees(this ClaimsPrincipal person, StudyId study) => Grant.Of(person).Any(grant => grant.Study is null || grant.Study == study);

    /// <summary>The sites at which the person holds one of the roles; null = every site.</summary>
    public static ImmutableHashSet<SiteId>? SitesOf(this ClaimsPrincipal person, StudyId study, params IEnumerable<StudyRole> roles)
    {
        var grants = Grant.Of(person).Where(grant => roles.Contains(grant.Role) && (grant.Study is null || grant.Study == study)).ToArray();
        return grants.Any(grant => grant.Site is null) ? null : [.. grants.Select(grant => grant.Site!)];
    }
}
