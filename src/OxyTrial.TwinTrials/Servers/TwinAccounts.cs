using System.Collections.Immutable;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Web.Access;

namespace OxyTrial.TwinTrials.Servers;

/// <summary>Somebody who can sign in.</summary>
/// <param name="Name">Account name.</param>
/// <param name="Grants">What it may do.</param>
internal sealed record TwinAccount(string Name, ImmutableArray<Grant> Grants)
{
    /// <summary>Whether it holds one of the roles in the study, at the site when one is named.</summary>
    public bool Holds(IReadOnlyCollection<StudyRole> roles, string? site) =>
        Grants.Any(grant => grant.Study is null && roles.Contains(grant.Role) && (site is null || grant.Site is null || grant.Site.Value == site));
}

/// <summary>Who asks: every role, every role at one site, every pair of roles that one account may hold, and a stranger.</summary>
internal static class TwinAccounts
{
    /// <summary>Everybody's password.</summary>
    public const string Password = "correct horse battery staple";

    /// <summary>The accounts for a study.</summary>
    public static ImmutableArray<TwinAccount> Of(StudySpec spec)
    {
        var roles = Enum.GetValues<StudyRole>();
        var pairs =
            from one in roles
            from other in roles
            where one < other
            let grants = ImmutableArray.Create(Whole(one), Whole(other))
            where RoleCombination.Refusal(grants) is null
            select new TwinAccount($"{Word(one)}.{Word(other)}", grants);
        var bySite =
            from site in spec.Sites.Take(2)
            from role in roles
            where role is not (StudyRole.Statistician or StudyRole.Auditor)
            select new TwinAccount($"{Word(role)}-{site.Id}", [new Grant(role, null, site.Id)]);
        return
        [
            .. roles.Select(role => new TwinAccount(Word(role), [Whole(role)])),
            .. bySite,
            .. pairs,
            new TwinAccount("statistician-2", [Whole(StudyRole.Statistician)]),
            new TwinAccount("stranger", [new Grant(StudyRole.Monitor, StudyId.FromTrusted("another-study"), null)]),
        ];
    }

    private static Grant Whole(StudyRole role) => new(role, null, null);

    private static string Word(StudyRole role) => role.ToString().ToLowerInvariant();
}
