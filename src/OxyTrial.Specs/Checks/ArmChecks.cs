using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs.Checks;

/// <summary>Arms among themselves and against the dose.</summary>
internal static class ArmChecks
{
    public static void Run(SectionNode root, Findings findings)
    {
        CrossChecks.Distinct(root, "arms", "key", findings);
        CrossChecks.Distinct(root, "arms", "label", findings);
        foreach (var arm in root.Items("arms").OfType<SectionNode>())
        {
            CheckPlacebo(arm, findings);
            CheckSpray(arm, root.Find("dose"), findings);
        }

        if (root.Find("arms") is ListNode { Items.Length: > 1 } arms && arms.Items.All(arm => arm.Decimal("total-iu") > 0))
        {
            findings.Warning(arms, "no arm has 0 IU: this trial has no placebo arm");
        }
    }

    private static void CheckPlacebo(SectionNode arm, Findings findings)
    {
        var composition = arm.Find("placebo-composition");
        switch (arm.Decimal("total-iu"))
        {
            case > 0 when composition is not null:
                findings.Error(composition, "this arm is active: 'placebo-composition' stands at an arm of 0 IU only; remove it");
                break;
            case 0 when composition is null:
                findings.Error(arm, "an arm of 0 IU needs 'placebo-composition': write excipient-matched, saline or 'unknown'");
                break;
            case 0 when composition.Text() == "saline":
                findings.Warning(composition!, "a placebo of saline alone can be told by its taste from a spray with preservatives; an excipient-matched placebo protects the blind");
                break;
            default:
                break;
        }
    }

    private static void CheckSpray(SectionNode arm, SpecNode? dose, Findings findings)
    {
        if (arm.Decimal("total-iu") is > 0 and var own && dose.Decimal("total-iu") is { } planned && own != planned)
        {
            findings.Warning(arm.Find("total-iu")!, "this arm's dose is not 'dose.total-iu' although every arm sprays the same volume: its kits need another concentration");
        }
    }
}
