using OxyTrial.Specs.Yaml;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Specs.Checks;

/// <summary>Identifiers and time zones.</summary>
internal static class SiteChecks
{
    public static void Run(SectionNode root, Findings findings)
    {
        CrossChecks.Distinct(root, "sites", "id", findings);
        Parses(root.Find("study").Find("id"), text => StudyId.TryParse(text, out _), findings);
        foreach (var site in root.Items("sites"))
        {
            Parses(site.Find("id"), text => SiteId.TryParse(text, out _), findings);
            CheckZone(site.Find("time-zone"), findings);
        }
    }

    // The form is already checked; the identifier's own type has the last word.
    private static void Parses(SpecNode? field, Func<string, bool> parses, Findings findings)
    {
        if (field.Text() is { } text && Format.KeyType.Holds(text) && !parses(text))
        {
            findings.Error(field!, $"'{text}' is not a valid identifier");
        }
    }

    private static void CheckZone(SpecNode? field, Findings findings)
    {
        if (field.Text() is { } zone && !(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId))
        {
            findings.Error(field!, $"'{zone}' is not an IANA time zone; write e.g. Europe/Berlin or Etc/UTC");
        }
    }
}
