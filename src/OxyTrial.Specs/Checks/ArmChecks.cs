using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs.Checks;

/// <summary>Arms among themselves and against the dose; in a cross-over the treatments instead, see <see cref="CrossOverChecks"/>.</summary>
internal static class ArmChecks
{
    public static void Run(SectionNode root, Findings findings)
    {
        var contents = CrossOverChecks.IsCrossOver(root) ? "treatments" : "arms";
        CrossChecks.Distinct(root, "arms", "key", findings);
        CrossChecks.Distinct(root, "arms", "label", findings);
        foreach (var content in root.Items(contents).OfType<SectionNode>())
        {
            CheckPlacebo(content, findings);
            CheckSpray(content, root.Find("dose"), findings);
        }

        if (root.Find(contents) is ListNode { Items.Length: > 1 } all && all.Items.All(content => content.Decimal("total-iu") > 0))
        {
            findings.Warning(all, $"no {One(contents)} has 0 IU: this trial has no placebo {One(contents)}");
        }
    }

    private static string One(string contents) => contents[..^1];

    private static void CheckPlacebo(SectionNode content, Findings findings)
    {
        var composition = content.Find("placebo-composition");
        var what = One(content.Path[..content.Path.IndexOf('[', StringComparison.Ordinal)]);
        switch (content.Decimal("total-iu"))
        {
            case > 0 when composition is not null:
                findings.Error(composition, $"this {what} is active: 'placebo-composition' stands at {Article(what)} of 0 IU only; remove it");
                break;
            case 0 when composition is null:
                findings.Error(content, $"{Article(what)} of 0 IU needs 'placebo-composition': write excipient-matched, saline or 'unknown'");
                break;
            case 0 when composition.Text() == "saline":
                findings.Warning(composition!, "a placebo of saline alone can be told by its taste from a spray with preservatives; an excipient-matched placebo protects the blind");
                break;
            default:
                break;
        }
    }

    private static string Article(string what) => what == "arm" ? "an arm" : "a treatment";

    private static void CheckSpray(SectionNode content, SpecNode? dose, Findings findings)
    {
        if (content.Decimal("total-iu") is > 0 and var own && dose.Decimal("total-iu") is { } planned && own != planned)
        {
            findings.Warning(content.Find("total-iu")!, $"this {One(content.Path[..content.Path.IndexOf('[', StringComparison.Ordinal)])}'s dose is not 'dose.total-iu' although every arm sprays the same volume: its kits need another concentration");
        }
    }
}
