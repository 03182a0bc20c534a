using System.Globalization;
using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs.Checks;

/// <summary>The arithmetic of puffs.</summary>
internal static class DoseChecks
{
    public static void Run(SectionNode root, Findings findings)
    {
        var dose = root.Find("dose");
        if (dose.Decimal("iu-per-puff") is not (> 0 and var perPuff))
        {
            return;
        }

        var total = dose.Decimal("total-iu");
        var (left, right) = (dose.Decimal("puffs-left"), dose.Decimal("puffs-right"));
        if (total is { } planned && left is { } l && right is { } r && perPuff * (l + r) != planned)
        {
            findings.Error(dose.Find("total-iu")!, Text($"{l:0.######} + {r:0.######} puffs of {perPuff:0.######} IU are {perPuff * (l + r):0.######} IU, not {planned:0.######} IU; correct the puffs or the total"));
            return;
        }

        var puffs = left + right ?? (total is { } all ? all / perPuff : null);
        if (puffs is { } count)
        {
            CheckCount(dose!, count, left, right, findings);
        }
    }

    private static void CheckCount(SpecNode dose, decimal puffs, decimal? left, decimal? right, Findings findings)
    {
        var at = dose.Find("total-iu") ?? dose;
        if (puffs != Math.Floor(puffs))
        {
            findings.Warning(at, Text($"this dose is {puffs:0.##} puffs; a pump gives whole puffs only"));
        }
        else if ((puffs % 2 != 0 || left != right) && dose.Text("nostril-rule") is null)
        {
            findings.Warning(at, Text($"{puffs:0.##} puffs do not divide evenly between the nostrils; declare a 'nostril-rule'"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
