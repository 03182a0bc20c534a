using OxyTrial.Web.Access;

namespace OxyTrial.Web.Layout;

/// <summary>Which roles a page is for, named once for the navigation and the pages alike.</summary>
public static class Roles
{
    /// <summary>Screen, score, randomize.</summary>
    public static IReadOnlyList<StudyRole> Clinic { get; } = [StudyRole.Coordinator, StudyRole.Investigator];

    /// <summary>Hand out kits.</summary>
    public static IReadOnlyList<StudyRole> Dispensing { get; } = [StudyRole.Coordinator, StudyRole.Investigator, StudyRole.Pharmacist];

    /// <summary>Receive and account for kits.</summary>
    public static IReadOnlyList<StudyRole> Pharmacy { get; } = [StudyRole.Pharmacist];

    /// <summary>See the kits of a site.</summary>
    public static IReadOnlyList<StudyRole> Stock { get; } = [StudyRole.Pharmacist, StudyRole.Coordinator, StudyRole.Investigator, StudyRole.Monitor];

    /// <summary>Watch enrollment.</summary>
    public static IReadOnlyList<StudyRole> Watching { get; } = [StudyRole.Monitor, StudyRole.Statistician];

    /// <summary>See single participants.</summary>
    public static IReadOnlyList<StudyRole> Participants { get; } = [StudyRole.Coordinator, StudyRole.Investigator, StudyRole.Monitor];

    /// <summary>Break a code, where the spec lets them.</summary>
    public static IReadOnlyList<StudyRole> Breaking { get; } = [StudyRole.Investigator, StudyRole.ThirdParty];

    /// <summary>See what is ready for an emergency, and what came of one.</summary>
    public static IReadOnlyList<StudyRole> Emergency { get; } = [StudyRole.Coordinator, StudyRole.Investigator, StudyRole.Monitor, StudyRole.Statistician, StudyRole.ThirdParty];

    /// <summary>Everybody who works in the trial itself.</summary>
    public static IReadOnlyList<StudyRole> Staff { get; } = [.. Enum.GetValues<StudyRole>().Where(role => role != StudyRole.ThirdParty)];

    /// <summary>Lead the study as a whole.</summary>
    public static IReadOnlyList<StudyRole> Conduct { get; } = [StudyRole.Statistician];

    /// <summary>Sign the database lock: the statistician and anyone who answers for the data.</summary>
    public static IReadOnlyList<StudyRole> Locking { get; } = [StudyRole.Statistician, StudyRole.Monitor];

    /// <summary>Open, suspend and close sites.</summary>
    public static IReadOnlyList<StudyRole> SiteRelease { get; } = [StudyRole.Monitor, StudyRole.Statistician];

    /// <summary>Read the audit trail.</summary>
    public static IReadOnlyList<StudyRole> Audit { get; } = [StudyRole.Auditor];
}
