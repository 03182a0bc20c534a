using System.Collections.Immutable;
using System.Text.Json;
using OxyTrial.Instruments;
using OxyTrial.Randomization;
using OxyTrial.Specs.Checks;
using OxyTrial.Specs.Format;
using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs;

/// <summary>
/// The <c>procedure</c> node, and the <c>randomized</c> node of each factor whose level is drawn: handed to the randomization library as
/// JSON, whose errors come back with a path and leave here with a line and column. The only place where a spec and a procedure's
/// definition meet.
/// </summary>
/// <param name="Arms">The arms' procedure.</param>
/// <param name="Factors">The procedure of each randomized factor, by its name.</param>
internal sealed record ProcedureNode(ProcedureDefinition Arms, IReadOnlyDictionary<string, ProcedureDefinition> Factors)
{
    public const string RandomizedKey = "randomized";

    private const string Key = "procedure";
    private const string FactorsKey = "factors";

    /// <summary>Canonical JSON of all procedures for the vault, with <c>factors</c> and their levels filled in.</summary>
    public string Json => new TrialProcedures(Arms, Factors).ToCanonicalJson();

    /// <summary>The procedures, or null when one of them or the arms are wrong; the findings then say so.</summary>
    public static ProcedureNode? Read(SectionNode root, Findings findings)
    {
        var factors = Definitions(root, _ => true);
        var arms = root.Find(Key) is SectionNode section && !Gaps(section, findings) && Ratio(root, findings) is { } ratio
            ? Read(section, ratio, factors, findings)
            : null;
        var drawn = ReadDrawn(root, findings);
        return arms is null || drawn is null ? null : new ProcedureNode(arms, drawn);
    }

    /// <summary>Factors that cut the participants into a procedure's lists.</summary>
    public static ImmutableArray<string> ScopeFactors(ProcedureDefinition procedure) =>
        procedure.IsStratified ? [.. procedure.Factors.Factors.Select(factor => factor.Name)] : [];

    // A level is drawn among what is known of the participant by then: no randomized factor, not even an earlier one.
    private static Dictionary<string, ProcedureDefinition>? ReadDrawn(SectionNode root, Findings findings)
    {
        var drawn = new Dictionary<string, ProcedureDefinition>(StringComparer.Ordinal);
        var known = Definitions(root, factor => factor.Find(RandomizedKey) is null);
        var all = true;
        foreach (var factor in root.Items(FactorsKey).OfType<SectionNode>().Where(factor => factor.Find(RandomizedKey) is SectionNode))
        {
            var section = (SectionNode)factor.Find(RandomizedKey)!;
            var name = factor.Text("name");
            var levels = Levels(factor, root);
            var definition = Gaps(section, findings) || name is null || levels.Count < 2
                ? null
                : Read(section, AllocationRatio.Create(levels.Select(level => (level, 1))), known, findings);
            all &= definition is not null && drawn.TryAdd(name!, definition);
        }

        return all ? drawn : null;
    }

    private static ProcedureDefinition? Read(SectionNode section, AllocationRatio ratio, List<FactorDefinition> factors, Findings findings)
    {
        var reading = Read(section, ratio, factors);
        Report(section, reading, findings);
        return reading.Definition;
    }

    // A procedure that names no factors uses all of them, unless its method knows none.
    private static ProcedureReading Read(SectionNode section, AllocationRatio ratio, List<FactorDefinition> factors)
    {
        ProcedureReading Reading(SectionNode node)
        {
            using var json = JsonDocument.Parse(NodeJson.Write(node));
            return ProcedureDefinition.Read(json.RootElement.Clone(), ratio, factors);
        }

        if (section.Find(FactorsKey) is not null)
        {
            return Reading(section);
        }

        var withAll = Reading(WithFactors(section, factors));
        return withAll.Errors.Any(error => error.Path == FactorsKey) ? Reading(section) : withAll;
    }

    private static SectionNode WithFactors(SectionNode section, List<FactorDefinition> factors)
    {
        ScalarNode Word(string text) => new(section.Line, section.Column, text, Plain: false);
        var names = new ListNode(section.Line, section.Column, [.. factors.Select(factor => Word(factor.Name))]);
        return section with { Entries = section.Entries.Add(new SpecEntry(Word(FactorsKey), names)) };
    }

    private static bool Gaps(SectionNode section, Findings findings)
    {
        var gaps = section.Walk().OfType<ScalarNode>().Where(node => node.IsUnknown || node.IsEmpty).ToList();
        foreach (var gap in gaps)
        {
            findings.Error(gap, $"'{gap.Path}' cannot be unknown or empty: no allocation can be computed without it");
        }

        return gaps.Count > 0;
    }

    private static AllocationRatio? Ratio(SectionNode root, Findings findings)
    {
        var arms = root.Items("arms").Select(arm => (Key: arm.Text("key"), Ratio: arm.Integer("ratio"))).ToList();
        if (arms.Exists(arm => arm.Key is null || arm.Ratio is null))
        {
            return null;
        }

        if (!AllocationRatio.TryCreate(arms.Select(arm => new RatioArm(arm.Key!, arm.Ratio!.Value)), out var ratio, out var error) && !findings.HasErrors)
        {
            findings.Error(root.Find("arms") ?? root, error!);
        }

        return ratio;
    }

    // A factor whose levels are wrong is reported already; a stand-in keeps the procedure from being blamed for naming it.
    private static List<FactorDefinition> Definitions(SectionNode root, Func<SpecNode, bool> which) =>
    [
        .. root.Items(FactorsKey).Where(factor => factor.Text("name") is not null && which(factor))
            .DistinctBy(factor => factor.Text("name"))
            .Select(factor => new FactorDefinition(factor.Text("name")!, Levels(factor, root) is { Count: > 0 } levels ? levels : ["(wrong)"])),
    ];

    private static List<string> Levels(SpecNode factor, SectionNode root)
    {
        if (factor.Find("instrument") is { } instrument)
        {
            return InstrumentCatalogue.TryGet(instrument.Text(), out var found) && found is CategoricalMeasure measure
                ? [.. CategoryFactorChecks.Levels(factor, measure).Select(one => one.Level).Distinct()]
                : ["low", "high"];
        }

        var levels = factor.Text("levels") == LevelsType.Sites
            ? root.Items("sites").Select(site => site.Text("id"))
            : factor.Items("levels").Select(level => level.Text());
        return [.. levels.OfType<string>().Distinct()];
    }

    private static void Report(SectionNode section, ProcedureReading reading, Findings findings)
    {
        foreach (var error in reading.Errors)
        {
            findings.Error(Place(section, error.Path), $"{Below(section, error.Path)}: {error.Message}");
        }

        foreach (var warning in reading.Warnings)
        {
            findings.Warning(Place(section, warning.Path), $"{Below(section, warning.Path)}: {warning.Message}");
        }
    }

    private static string Below(SectionNode section, string path) => path.Length == 0 ? section.Path : $"{section.Path}.{path}";

    /// <summary>The node at the path, or the nearest one above it when the field is missing.</summary>
    private static SpecNode Place(SectionNode section, string path)
    {
        var nodes = section.Walk().ToLookup(node => node.Path, StringComparer.Ordinal);
        for (var at = Below(section, path); at.Length > section.Path.Length; at = at[..at.LastIndexOfAny(['.', '['])])
        {
            if (nodes[at].FirstOrDefault() is { } node)
            {
                return node;
            }
        }

        return section;
    }
}
