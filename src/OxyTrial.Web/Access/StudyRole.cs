namespace OxyTrial.Web.Access;

/// <summary>What a person does in a study. A person may hold several roles, see <see cref="RoleCombination"/>; no pair of blinded roles adds up to an arm.</summary>
public enum StudyRole
{
    /// <summary>Screens, scores, randomizes; per site.</summary>
    Coordinator,

    /// <summary>As a coordinator, and may break a code in an emergency; per site.</summary>
    Investigator,

    /// <summary>Receives, hands out and accounts for kits; per site.</summary>
    Pharmacist,

    /// <summary>Watches enrollment, errors and accountability.</summary>
    Monitor,

    /// <summary>Designs, seals, locks and unblinds; the unblinded side's role.</summary>
    Statistician,

    /// <summary>Reads the audit trail and checks the chain.</summary>
    Auditor,

    /// <summary>
    /// Answers emergencies round the clock from outside the trial, e.g. a poison center: finds a participant and breaks the code, and sees
    /// nothing else.
    /// </summary>
    ThirdParty,
}
