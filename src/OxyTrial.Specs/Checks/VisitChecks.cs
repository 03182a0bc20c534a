using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs.Checks;

/// <summary>Visits in order, and what they do with kits.</summary>
internal static class VisitChecks
{
    private static readonly string[] TaskKeys = ["task-earliest-minutes", "task-latest-minutes"];

    public static void Run(SectionNode root, Findings findings)
    {
        CrossChecks.Distinct(root, "visits", "key", findings);
        var visits = root.Items("visits");
        foreach (var (earlier, later) in visits.Zip(visits.Skip(1)))
        {
            if (later.Integer("day") < earlier.Integer("day"))
            {
                findings.Error(later.Find("day")!, "this visit is before the visit listed above it; list visits in order of their days");
            }
        }

        foreach (var visit in visits.OfType<SectionNode>())
        {
            CheckTask(visit, findings);
        }

        CheckFirstKit(root, findings);
    }

    private static void CheckFirstKit(SectionNode root, Findings findings)
    {
        var kits = root.Items("visits").Select(visit => visit.Find("kit")).ToList();
        if (kits.Find(kit => kit.Text() is "new" or "continue") is { } first)
        {
            if (first.Text() == "continue")
            {
                findings.Error(first, "the first visit that dispenses has no kit to go on with; write 'new'");
            }
        }
        else if (kits.Count > 0 && kits.TrueForAll(kit => kit.Text() == "none"))
        {
            findings.Error(root.Find("visits")!, "no visit dispenses study medication; write 'kit: new' at the first that does");
        }
    }

    private static void CheckTask(SectionNode visit, Findings findings)
    {
        if (visit.Text("kit") is "new" or "continue")
        {
            foreach (var key in TaskKeys.Where(key => visit.Find(key) is null))
            {
                findings.Error(visit, $"a visit that dispenses needs '{key}': write minutes after the spray or 'unknown'");
            }
        }

        if (visit.Integer("task-latest-minutes") < visit.Integer("task-earliest-minutes"))
        {
            findings.Error(visit.Find("task-latest-minutes")!, "the latest start of the task is before its earliest start; swap them");
        }
    }
}
