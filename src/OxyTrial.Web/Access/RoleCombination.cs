using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Web.Access;

/// <summary>
/// Which roles one account may hold together. A statistician may see the packaging list, and with it every kit's arm; a third party may
/// hold the list of emergency codes. Whoever treats participants, hands out kits or watches a study has to stay blind to both (ICH E9,
/// 2.3.2; ICH E6(R3), 4.1).
/// </summary>
public static class RoleCombination
{
    /// <summary>Why the grants must not be one account's, as a sentence; null when they may.</summary>
    public static string? Refusal(IEnumerable<Grant> grants)
    {
        var held = grants.ToArray();
#if LEAK_MUTANTS
        held = LeakMutant.Is(17) ? [] : held;
#endif
        var clashes =
            from unblinded in held
            where KnowsArms(unblinded.Role) is not null
            from blinded in held
            where StaysBlind(blinded.Role) && Meet(unblinded.Study, blinded.Study)
            select (unblinded, blinded);
        return clashes.FirstOrDefault() is (not null, not null) and var (unblind, other)
            ? $"One account may not be {unblind} and {other}: {KnowsArms(unblind.Role)}, a {other.Role.ToString().ToLowerInvariant()} has to stay blind."
            : null;
    }

    private static string? KnowsArms(StudyRole role) => role switch
    {
        StudyRole.Statistician => "a statistician may see the packaging list and so every kit's arm",
        StudyRole.ThirdParty => "a third party may hold the list of emergency codes and so every participant's arm",
        _ => null,
    };

    private static bool StaysBlind(StudyRole role) => role is StudyRole.Coordinator or StudyRole.Investigator or StudyRole.Pharmacist or StudyRole.Monitor;

    // No study named = every study.
    private static bool Meet(StudyId? one, StudyId? other) => one is null || other is null || one == other;
}
