using System.Collections.Immutable;
using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs;

/// <summary>
/// The <c>procedure</c> node: handed to the randomization library as JSON, whose errors come back with a path and leave here with
/// a line and column. The only place where a spec and a procedure's definition meet.
/// </summary>
/// <param name="Name">Name of the procedure, all that a blinded role may know of it.</param>
/// <param name="Json">Canonical JSON for the vault, with <c>factors</c> filled in.</param>
/// <param name="ScopeFactors">Factors that cut the participants into allocation lists.</param>
internal sealed record ProcedureNode(string Name, string Json, ImmutableArray<string> ScopeFactors)
{
    public static ProcedureNode? Read(SectionNode root, Findings findings)
    {
        if (root.Find("procedure") is not SectionNode section)
        {
            return null;
        }

        var gaps = section.Walk().OfType<ScalarNode>().Where(node => node.IsUnknown || node.IsEmpty).ToList();
        foreach (var gap in gaps)
        {
            findings.Error(gap, $"'{gap.Path}' cannot be unknown or empty: an allocation cannot be computed without it");
        }

        CheckFactors(section, root, findings);
        var complete = WithFactors(section, root);
        var name = complete.Text("method");
        if (name is null)
        {
            findings.Error(section, "the procedure needs a 'method', such as permuted-block");
            return null;
        }

        ImmutableArray<string> factors = [.. complete.Items("factors").Select(factor => factor.Text()).OfType<string>()];
        return new ProcedureNode(name, CanonicalJson.Write(complete), name == "permuted-block" ? factors : []);
    }

    private static void CheckFactors(SectionNode section, SectionNode root, Findings findings)
    {
        var known = Checks.CrossChecks.Defined(root, "factors", "name");
        foreach (var factor in section.Items("factors").Where(factor => factor.Text() is { } name && !known.Contains(name)))
        {
            findings.Error(factor, $"'{factor.Text()}' is not among the factors of this spec{NearestKey.Hint(factor.Text()!, known)}");
        }
    }

    // A procedure that names no factors uses all of them: leaving one out must be said.
    private static SectionNode WithFactors(SectionNode section, SectionNode root)
    {
        if (section.Find("factors") is not null)
        {
            return section;
        }

        var names = root.Items("factors").Select(factor => factor.Find("name")).OfType<ScalarNode>().Select(name => (SpecNode)(name with { Plain = false }));
        var key = new ScalarNode(section.Line, section.Column, "factors", Plain: true);
        return section with { Entries = section.Entries.Add(new SpecEntry(key, new ListNode(section.Line, section.Column, [.. names]))) };
    }
}
