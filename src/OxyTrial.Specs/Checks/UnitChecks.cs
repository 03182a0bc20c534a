using System.Globalization;
using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs.Checks;

/// <summary>The members of a unit of several persons: one is dosed.</summary>
internal static class UnitChecks
{
    public static void Run(SectionNode root, Findings findings)
    {
        var members = root.Find("unit").Items("members");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in members.Select(member => member.Find("key")).Where(key => key.Text() is { } text && !seen.Add(text)))
        {
            findings.Error(key!, $"'{key.Text()}' is the key of an earlier member; each needs its own");
        }

        var dosed = members.Count(member => member.Text("role") == "dosed");
        if (members.Length > 0 && members.All(member => member.Text("role") is not null) && dosed != 1)
        {
            findings.Error(root.Find("unit").Find("members")!, string.Create(CultureInfo.InvariantCulture, $"{dosed} members are dosed; a kit is for one person, so write 'role: dosed' once"));
        }

        if (members.Length > 2 && root.Find("unit").Text("kind") == "dyad")
        {
            findings.Error(root.Find("unit").Find("members")!, "a dyad has two members");
        }
    }
}
