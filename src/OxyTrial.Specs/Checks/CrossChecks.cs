using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs.Checks;

/// <summary>What one field says about another. Each check passes over fields that are absent or malformed: those are reported already.</summary>
internal static class CrossChecks
{
    public static void Run(SectionNode root, Findings findings)
    {
        CheckStudy(root.Find("study"), findings);
        ArmChecks.Run(root, findings);
        CrossOverChecks.Run(root, findings);
        UnitChecks.Run(root, findings);
        DoseChecks.Run(root, findings);
        Distinct(root, "cohorts", "key", findings);
        SiteChecks.Run(root, findings);
        FactorChecks.Run(root, findings);
        CapChecks.Run(root, findings);
        VisitChecks.Run(root, findings);
        KitChecks.Run(root, findings);
        Distinct(root, "eligibility", "key", findings);
        DistinctWords(root.Find("emergency-unblinding"), "by", findings);
    }

    /// <summary>Reports every later item of a list whose key an earlier item has.</summary>
    public static void Distinct(SectionNode root, string list, string key, Findings findings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in root.Items(list).Select(item => item.Find(key)))
        {
            if (field.Text() is { } text && !seen.Add(text))
            {
                findings.Error(field!, $"'{text}' is the {key} of an earlier entry of '{list}'; each needs its own");
            }
        }
    }

    /// <summary>The words an error may suggest: the keys that a list of the spec defines.</summary>
    public static List<string> Defined(SectionNode root, string list, string key) =>
        [.. root.Items(list).Select(item => item.Text(key)).OfType<string>()];

    private static void CheckStudy(SpecNode? study, Findings findings)
    {
        DistinctWords(study, "masked", findings);
        DistinctWords(study, "sexes", findings);
        var age = study.Find("age");
        if (age.Integer("minimum") is { } minimum && age.Integer("maximum") is { } maximum && minimum > maximum)
        {
            findings.Error(age.Find("maximum")!, "the maximum age is below the minimum age; swap them");
        }
    }

    private static void DistinctWords(SpecNode? section, string key, Findings findings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in section.Items(key).Where(item => item.Text() is { } text && !seen.Add(text)))
        {
            findings.Error(item, $"'{item.Text()}' is listed twice; keep one");
        }
    }
}
