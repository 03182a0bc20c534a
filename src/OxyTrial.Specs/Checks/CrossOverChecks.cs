using System.Globalization;
using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs.Checks;

/// <summary>
/// A cross-over has treatments, arms with a sequence of them, visits with a period and a washout; a parallel study has none of these, and
/// its arms have a dose.
/// </summary>
internal static class CrossOverChecks
{
    private static readonly string[] DoseKeys = ["total-iu", "placebo-composition"];

    public static bool IsCrossOver(SectionNode root) => root.Find("treatments") is not null;

    public static void Run(SectionNode root, Findings findings)
    {
        if (IsCrossOver(root))
        {
            CrossChecks.Distinct(root, "treatments", "key", findings);
            CrossChecks.Distinct(root, "treatments", "label", findings);
            CheckSequences(root, findings);
            CheckPeriods(root, findings);
            CheckWashout(root, findings);
        }
        else
        {
            CheckParallel(root, findings);
        }
    }

    private static void CheckParallel(SectionNode root, Findings findings)
    {
        foreach (var arm in root.Items("arms").OfType<SectionNode>().Where(arm => arm.Find("total-iu") is null && arm.Find("sequence") is null))
        {
            findings.Error(arm, "an arm needs 'total-iu': write a number from 0 to 10000 or 'unknown'; in a cross-over list 'treatments' and give the arm a 'sequence'");
        }

        SpecNode?[] strangers = [.. root.Items("arms").Select(arm => arm.Find("sequence")), .. root.Items("visits").Select(visit => visit.Find("period")), root.Find("washout")];
        foreach (var stranger in strangers.OfType<SpecNode>())
        {
            findings.Error(stranger, $"'{stranger.Path.Split('.')[^1]}' belongs to a cross-over; list its 'treatments', or remove this");
        }
    }

    private static void CheckSequences(SectionNode root, Findings findings)
    {
        var treatments = CrossChecks.Defined(root, "treatments", "key");
        var periods = root.Items("arms").FirstOrDefault().Items("sequence").Length;
        foreach (var arm in root.Items("arms").OfType<SectionNode>())
        {
            foreach (var stranger in DoseKeys.Select(key => arm.Find(key)).OfType<SpecNode>())
            {
                findings.Error(stranger, "in a cross-over the dose stands with the treatment; remove it here");
            }

            var sequence = arm.Find("sequence");
            if (sequence is null)
            {
                findings.Error(arm, $"an arm of a cross-over needs 'sequence': a treatment for each period, of {string.Join(", ", treatments)}");
            }
            else if (sequence is ListNode list && list.Items.Length != periods)
            {
                findings.Error(sequence, string.Create(CultureInfo.InvariantCulture, $"this arm has {list.Items.Length} periods and the first has {periods}; write as many treatments"));
            }

            foreach (var item in arm.Items("sequence").Where(item => item.Text() is { } key && !treatments.Contains(key)))
            {
                findings.Error(item, $"there is no treatment '{item.Text()}'{NearestKey.Hint(item.Text()!, treatments)}");
            }
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sequence in root.Items("arms").Select(arm => arm.Find("sequence")).OfType<ListNode>().Where(sequence => !seen.Add(string.Join(' ', sequence.Items.Select(item => item.Text())))))
        {
            findings.Error(sequence, "an earlier arm has the same sequence; each arm needs its own");
        }

        var arms = CrossChecks.Defined(root, "arms", "key");
        foreach (var key in root.Items("treatments").Select(treatment => treatment.Find("key")).OfType<SpecNode>().Where(key => key.Text() is { } text && arms.Contains(text)))
        {
            findings.Error(key, $"'{key.Text()}' is the key of an arm too; the treatment needs its own");
        }

        var used = root.Items("arms").SelectMany(arm => arm.Items("sequence")).Select(item => item.Text()).ToHashSet();
        foreach (var idle in root.Items("treatments").Where(treatment => treatment.Text("key") is { } key && !used.Contains(key)))
        {
            findings.Error(idle, $"no arm's sequence has '{idle.Text("key")}'; remove the treatment or use it");
        }
    }

    private static void CheckPeriods(SectionNode root, Findings findings)
    {
        var periods = root.Items("arms").FirstOrDefault().Items("sequence").Length;
        var visits = root.Items("visits");
        foreach (var visit in visits.OfType<SectionNode>().Where(visit => visit.Text("kit") is "new" or "continue" && visit.Find("period") is null))
        {
            findings.Error(visit, string.Create(CultureInfo.InvariantCulture, $"a visit that dispenses needs 'period' in a cross-over: write a whole number from 1 to {periods}"));
        }

        SpecNode[] given = [.. visits.Where(visit => visit.Integer("period") is not null)];
        foreach (var visit in given.Where(visit => visit.Integer("period") > periods))
        {
            findings.Error(visit.Find("period")!, string.Create(CultureInfo.InvariantCulture, $"the arms have {periods} periods; write a whole number from 1 to {periods}"));
        }

        foreach (var (earlier, later) in given.Zip(given.Skip(1)).Where(pair => pair.Second.Integer("period") < pair.First.Integer("period")))
        {
            findings.Error(later.Find("period")!, "this visit's period is before that of the visit above it; periods follow each other");
        }

        foreach (var period in Enumerable.Range(1, periods))
        {
            var first = given.FirstOrDefault(visit => visit.Integer("period") == period && visit.Text("kit") is "new" or "continue");
            if (first is null && visits.Length > 0)
            {
                findings.Error(root.Find("visits")!, string.Create(CultureInfo.InvariantCulture, $"no visit of period {period} dispenses; every period needs a visit with 'kit: new'"));
            }
            else if (first.Text("kit") == "continue" && first.Integer("period") > 1)
            {
                findings.Error(first.Find("kit")!, "the first visit of a period has another treatment than the one before; write 'new'");
            }
        }
    }

    private static void CheckWashout(SectionNode root, Findings findings)
    {
        if (root.Find("washout") is not { } washout)
        {
            findings.Error(root.Find("treatments")!, "a cross-over needs 'washout': its 'minimum-days' between periods, or 'unknown'");
            return;
        }

        SpecNode[] dosed = [.. root.Items("visits").Where(visit => visit.Text("kit") is "new" or "continue" && visit.Integer("period") is not null && visit.Integer("day") is not null)];
        foreach (var (last, first) in dosed.Zip(dosed.Skip(1)).Where(pair => pair.First.Integer("period") < pair.Second.Integer("period")))
        {
            var days = first.Integer("day") - last.Integer("day");
            var (shortest, longest) = (days - (first.Integer("window-before-days") ?? 0) - (last.Integer("window-after-days") ?? 0), days + (first.Integer("window-after-days") ?? 0) + (last.Integer("window-before-days") ?? 0));
            if (days < washout.Integer("minimum-days") || days > washout.Integer("maximum-days"))
            {
                findings.Error(first.Find("day")!, string.Create(CultureInfo.InvariantCulture, $"{days} days after the last dose of the period before; the washout is {Span(washout)}"));
            }
            else if (shortest < washout.Integer("minimum-days") || longest > washout.Integer("maximum-days"))
            {
                findings.Warning(first.Find("day")!, string.Create(CultureInfo.InvariantCulture, $"the visits' windows allow {shortest} to {longest} days after the last dose of the period before; the washout is {Span(washout)}, and a dose before it is over is refused"));
            }
        }

        if (washout.Integer("minimum-days") > washout.Integer("maximum-days"))
        {
            findings.Error(washout.Find("maximum-days")!, "the maximum washout is below the minimum; swap them");
        }
    }

    private static string Span(SpecNode washout) =>
        (washout.Integer("minimum-days"), washout.Integer("maximum-days")) switch
        {
            ({ } minimum, { } maximum) => string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum} days"),
            ({ } minimum, _) => string.Create(CultureInfo.InvariantCulture, $"at least {minimum} days"),
            (_, var maximum) => string.Create(CultureInfo.InvariantCulture, $"at most {maximum} days"),
        };
}
