using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs.Checks;

/// <summary>Caps name what the spec defines and let the planned number in.</summary>
internal static class CapChecks
{
    public static void Run(SectionNode root, Findings findings)
    {
        var caps = root.Find("caps");
        Known(root, caps, "cohorts", "key", findings);
        Known(root, caps, "sites", "id", findings);
        if (Participants.Planned(root) is { } planned && Participants.Capped(root) is { } capped && capped < planned)
        {
            findings.Warning(caps!, $"the caps let {capped} participants in, fewer than the {planned} planned");
        }
    }

    private static void Known(SectionNode root, SpecNode? caps, string list, string key, Findings findings)
    {
        var known = CrossChecks.Defined(root, list, key);
        foreach (var entry in (caps.Find(list) as SectionNode)?.Entries.Where(entry => !known.Contains(entry.Key.Text)) ?? [])
        {
            findings.Error(entry.Key, $"'{entry.Key.Text}' is not among the {list} of this spec{NearestKey.Hint(entry.Key.Text, known)}");
        }
    }
}

/// <summary>How many participants a spec speaks of.</summary>
internal static class Participants
{
    public static int? Planned(SectionNode root) => root.Find("study").Integer("planned-participants");

    /// <summary>The smallest number any of the caps allows; null when nothing caps the study.</summary>
    public static long? Capped(SectionNode root)
    {
        var caps = root.Find("caps");
        return new[] { caps.Integer("study"), Sum(root, caps, "cohorts", "key"), Sum(root, caps, "sites", "id") }.Min();
    }

    // Only when every cohort (or site) has a cap do the caps add up to a limit.
    private static long? Sum(SectionNode root, SpecNode? caps, string list, string key)
    {
        var numbers = CrossChecks.Defined(root, list, key).Distinct().Select(name => (long?)caps.Find(list).Integer(name)).ToList();
        return numbers.Count > 0 && numbers.TrueForAll(number => number is not null) ? numbers.Sum() : null;
    }
}
