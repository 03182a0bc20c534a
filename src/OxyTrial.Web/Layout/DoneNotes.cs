namespace OxyTrial.Web.Layout;

/// <summary>What a page says after a redirect. The address carries a key only, so that no address can put words on a page.</summary>
internal static class DoneNotes
{
    private static readonly Dictionary<string, string> ByKey = new()
    {
        ["screen"] = "The participant is screened. Next: informed consent.",
        ["consent"] = "Informed consent is recorded.",
        ["questionnaire"] = "The questionnaire is scored.",
        ["eligibility"] = "Eligibility is confirmed and the stratum is frozen. Next: randomization.",
        ["exclude"] = "The participant is excluded.",
        ["randomize"] = "The participant is randomized. Hand out the kit below; the dosing sheet goes with it.",
        ["assign"] = "A kit is assigned to the visit.",
        ["dispense"] = "The visit's medication is recorded as dispensed.",
        ["withdraw"] = "The withdrawal is recorded.",
        ["complete"] = "Completion is recorded.",
        ["in-error"] = "The error is recorded beside the allocation, which stands.",
        ["misstratified"] = "The correction is recorded beside the stratum used at randomization, which stands.",
        ["pack"] = "The emergency pack is issued. Print it, put it into a sealed envelope, and destroy the one before.",
        ["offline-opening"] = "The opening from the emergency pack is recorded. A monitor compares it with the paper.",
        ["reconcile"] = "The opening is reconciled.",
        ["receipt"] = "The receipt is entered; the participant has the kit on it.",
        ["recover-lot"] = "The lot is released again. The site receives it against its packing list.",
        ["reconcile-study"] = "Your signature under the reconciliation is recorded.",
        ["receive"] = "The lot is received; its kits are in stock.",
        ["return"] = "The kit's return is recorded.",
        ["damage"] = "The kit is recorded as damaged or lost and will not be used.",
        ["open-site"] = "The site is open.",
        ["suspend-site"] = "The site is suspended.",
        ["resume-site"] = "The site is open again.",
        ["close-site"] = "The site is closed.",
        ["activate"] = "The study is active: open sites may screen and randomize.",
        ["release"] = "The lot is released. The site receives it against its packing list.",
        ["close-recruitment"] = "Recruitment is closed; follow-up goes on.",
        ["lock"] = "Your signature under the database lock is recorded.",
        ["register"] = "The study is registered. Next: seal the randomization.",
        ["seal"] = "The randomization is sealed. Print the commitment below and keep it outside this system.",
        ["approve"] = "The custodian's approval is accepted and recorded.",
        ["unblind"] = "Your signature under the unblinding is recorded.",
    };

    /// <summary>The sentence, or null for a key that is not known.</summary>
    public static string? Of(string? key) => key is null ? null : ByKey.GetValueOrDefault(key);
}
