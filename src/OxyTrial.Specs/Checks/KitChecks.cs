using System.Globalization;
using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs.Checks;

/// <summary>Whether the kits last: enough sets, enough numbers, enough in a bottle, and not opened for too long.</summary>
internal static class KitChecks
{
    public static void Run(SectionNode root, Findings findings)
    {
        CheckNumbers(root, findings);
        CheckSets(root, findings);
        foreach (var bottle in Bottles(root))
        {
            CheckBottle(bottle, root, findings);
            CheckOpened(bottle, root.Find("kits"), findings);
        }
    }

    private static void CheckNumbers(SectionNode root, Findings findings)
    {
        var kits = root.Find("kits");
        if (Ratio(root) is { } ratio && kits.Integer("sets") is { } sets && kits.Integer("number-digits") is >= 1 and <= 8 and var digits
            && sets * ratio.Sum() > (long)Math.Pow(10, digits))
        {
            findings.Error(kits.Find("number-digits")!, Text($"{sets * ratio.Sum()} kits need more numbers than {digits} digits give; write more digits"));
        }
    }

    // Pooled rule: for each arm, kits received minus all kits used must leave one, so every use counts against every arm and the
    // arm with the fewest kits decides. Every-arm rule: only a participant's own kits count.
    private static void CheckSets(SectionNode root, Findings findings)
    {
        var visits = root.Items("visits").Count(visit => visit.Text("kit") == "new");
        if (Ratio(root) is not { } ratio || root.Find("kits").Integer("sets") is not { } sets || (Participants.Planned(root) ?? Participants.Capped(root)) is not { } participants)
        {
            return;
        }

        var uses = participants * visits;
        var pooled = root.Find("kits").Text("stock-rule") == "pooled";
        var perSet = pooled ? ratio.Min() : ratio.Sum();
        if (sets * perSet < uses)
        {
            findings.Warning(root.Find("kits").Find("sets")!, Text($"{participants} participants × {visits} kits = {uses} uses need {(uses + perSet - 1) / perSet} sets under the {(pooled ? "pooled" : "every-arm")} rule, before losses; {sets} run out early"));
        }
    }

    private static void CheckBottle(List<SpecNode> visits, SectionNode root, Findings findings)
    {
        var (kits, dose) = (root.Find("kits"), root.Find("dose"));
        if (kits.Decimal("bottle-iu") is { } bottle && kits.Integer("priming-puffs") is { } priming
            && dose.Decimal("iu-per-puff") is { } perPuff && dose.Decimal("total-iu") is { } total
            && (priming * perPuff) + (visits.Count * total) is var needed && needed > bottle)
        {
            findings.Error(visits[^1].Find("kit")!, Text($"{visits.Count} doses of {total:0.######} IU and {priming} priming puffs take {needed:0.######} IU out of a bottle of {bottle:0.######} IU; take a new kit at this visit or before"));
        }
    }

    // A calendar month has at least 28 days.
    private static void CheckOpened(List<SpecNode> visits, SpecNode? kits, Findings findings)
    {
        if (kits.Integer("opened-months") is { } months && visits[0].Integer("day") is { } first && visits[^1].Integer("day") is { } last)
        {
            var days = last + (visits[^1].Integer("window-after-days") ?? 0) - first + (visits[0].Integer("window-before-days") ?? 0);
            if (days > 28 * months)
            {
                findings.Warning(visits[^1].Find("kit")!, Text($"the bottle may have been open for {days} days at this visit, longer than {months} month(s); take a new kit or narrow the windows"));
            }
        }
    }

    /// <summary>Visits that share a bottle: a 'new' and the 'continue' after it.</summary>
    private static List<List<SpecNode>> Bottles(SectionNode root)
    {
        var bottles = new List<List<SpecNode>>();
        foreach (var visit in root.Items("visits"))
        {
            switch (visit.Text("kit"))
            {
                case "new":
                    bottles.Add([visit]);
                    break;
                case "continue" when bottles.Count > 0:
                    bottles[^1].Add(visit);
                    break;
                default:
                    break;
            }
        }

        return bottles;
    }

    // The kits of one set by content: the arms' ratio, or in a cross-over how often the sequences have each treatment, in lowest terms.
    private static List<long>? Ratio(SectionNode root)
    {
        var ratio = root.Items("arms").Select(arm => arm.Integer("ratio")).ToList();
        if (ratio.Count == 0 || !ratio.TrueForAll(part => part is >= 1 and <= 100))
        {
            return null;
        }

        if (!CrossOverChecks.IsCrossOver(root))
        {
            return [.. ratio.Select(part => (long)part!.Value)];
        }

        var needed = CrossChecks.Defined(root, "treatments", "key").Select(key => root.Items("arms")
            .Sum(arm => (long)arm.Integer("ratio")!.Value * arm.Items("sequence").Count(item => item.Text() == key))).ToList();
        var divisor = needed.Count == 0 || needed.Contains(0) ? 0 : (long)needed.Aggregate(System.Numerics.BigInteger.Zero, (sofar, count) => System.Numerics.BigInteger.GreatestCommonDivisor(sofar, count));
        return divisor == 0 ? null : [.. needed.Select(count => count / divisor)];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
