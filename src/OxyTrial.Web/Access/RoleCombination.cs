using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Web.Access;

/// <summary>
/// Which roles one account may hold together. A statistician may see the packaging list, and with it every kit's arm; whoever treats
/// participants, hands out kits or watches a study has to stay blind to it (ICH E9, 2.3.2; ICH E6(R3), 4.1).
/// </summary>
public static class RoleCombination
{
    /// <summary>Why the grants must not be one account's, as a sentence; null when they may.</summary>
    public static string? Refusal(IEnumerable<Grant> grants)
    {
        var held = grants.ToArray();
        var clashes =
            from unblinded in held
            where unblinded.Role == StudyRole.Statistician
            from blinded in held
            where StaysBlind(blinded.Role) && Meet(unblinded.Study, blinded.Study)
            select (unblinded, blinded);
        return clashes.FirstOrDefault() is (not null, not null) and var (statistician, other)
            ? $"One account may not be {statistician} and {other}: a statistician may see the packaging list and so every kit's arm, a {other.Role.ToString().ToLowerInvariant()} has to stay blind."
            : null;
    }

    private static bool StaysBlind(StudyRole role) => role is StudyRole.Coordinator or StudyRole.Investigator or StudyRole.Pharmacist or StudyRole.Monitor;

    // No study named = every study.
    private static bool Meet(StudyId? one, StudyId? other) => one is null || other is null || one == other;
}
