using System.Collections.Immutable;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Access;

namespace OxyTrial.Server.Tests.Matrix;

/// <summary>Somebody who asks.</summary>
/// <param name="Name">Account name.</param>
/// <param name="Grants">What it holds.</param>
public sealed record MatrixAccount(string Name, ImmutableArray<Grant> Grants)
{
    /// <summary>Whether it is disabled after it signed in: its cookie and token are still at hand, and worth nothing.</summary>
    public bool Disabled { get; init; }

    /// <summary>Whether it is asked about what does not exist too; for the others it would be the same once more.</summary>
    public bool AsksForAbsent { get; init; }
}

/// <summary>Who asks: each role with everything a grant can cover, each pair of roles that one account may hold, and those who may nothing.</summary>
public static class MatrixAccounts
{
    /// <summary>Every pair of different roles that one account may hold in the same study.</summary>
    public static ImmutableArray<(StudyRole One, StudyRole Other)> PermittedPairs { get; } =
        [.. Pairs().Where(pair => RoleCombination.Refusal([new Grant(pair.One, null, null), new Grant(pair.Other, null, null)]) is null)];

    /// <summary>All of them; nobody, who is not signed in, comes on top. Made of the pairs, and so after them.</summary>
    public static ImmutableArray<MatrixAccount> All { get; } = [.. Single(), .. SameStudy(), .. AcrossStudies(), .. WithoutAny()];

    private static IEnumerable<StudyRole> Blinded => Enum.GetValues<StudyRole>().Where(role => role is not (StudyRole.Statistician or StudyRole.ThirdParty));

    private static IEnumerable<MatrixAccount> Single() =>
        from role in Enum.GetValues<StudyRole>()
        from held in new (string Where, ImmutableArray<Grant> Grants)[]
        {
            ("own-site", Own(role, MatrixWorld.Site)),
            ("other-site", Own(role, MatrixWorld.OtherSite)),
            ("study", Own(role, null)),
            ("all-studies", [new Grant(role, null, null)]),
            ("all-studies-own-site", [new Grant(role, null, SiteId.FromTrusted(MatrixWorld.Site))]),
            ("all-studies-other-site", [new Grant(role, null, SiteId.FromTrusted(MatrixWorld.OtherSite))]),
            ("other-study", [Elsewhere(role)]),
        }
        select new MatrixAccount($"{Word(role)}.{held.Where}", held.Grants) { AsksForAbsent = held.Where is "own-site" or "other-study" };

    // One account may hold both: it may what either may, where it holds it, and nothing more.
    private static IEnumerable<MatrixAccount> SameStudy() =>
        from pair in PermittedPairs
        from held in new (string Where, ImmutableArray<Grant> Grants)[]
        {
            ("study", [.. Own(pair.One, null), .. Own(pair.Other, null)]),
            ("own-site.other-site", [.. Own(pair.One, MatrixWorld.Site), .. Own(pair.Other, MatrixWorld.OtherSite)]),
            ("other-site.own-site", [.. Own(pair.One, MatrixWorld.OtherSite), .. Own(pair.Other, MatrixWorld.Site)]),
        }
        select new MatrixAccount($"{Word(pair.One)}.{Word(pair.Other)}.{held.Where}", held.Grants);

    // In two studies any two roles may meet: an unblinded statistician of one may be a coordinator of the other.
    private static IEnumerable<MatrixAccount> AcrossStudies() =>
        from role in Enum.GetValues<StudyRole>()
        from elsewhere in new (string Side, IEnumerable<StudyRole> Roles)[] { ("blinded", Blinded), ("unblinded", [StudyRole.Statistician, StudyRole.ThirdParty]) }
        select new MatrixAccount($"{Word(role)}.{elsewhere.Side}-in-other-study", [.. Own(role, null), .. elsewhere.Roles.Select(Elsewhere)]);

    private static IEnumerable<MatrixAccount> WithoutAny()
    {
        yield return new MatrixAccount("no-role", []) { AsksForAbsent = true };
        yield return new MatrixAccount("disabled-blinded", [.. Blinded.Select(role => new Grant(role, null, null))]) { Disabled = true, AsksForAbsent = true };
        yield return new MatrixAccount("disabled-unblinded", [new Grant(StudyRole.Statistician, null, null), new Grant(StudyRole.ThirdParty, null, null)]) { Disabled = true, AsksForAbsent = true };
    }

    private static IEnumerable<(StudyRole One, StudyRole Other)> Pairs() =>
        from one in Enum.GetValues<StudyRole>() from other in Enum.GetValues<StudyRole>() where one < other select (one, other);

    private static ImmutableArray<Grant> Own(StudyRole role, string? site) =>
        [.. MatrixWorld.Studies.Select(study => new Grant(role, StudyId.FromTrusted(study), site is null ? null : SiteId.FromTrusted(site)))];

    private static Grant Elsewhere(StudyRole role) => new(role, StudyId.FromTrusted(MatrixWorld.OtherStudy), null);

    private static string Word(StudyRole role) => role.ToString().ToLowerInvariant();
}
