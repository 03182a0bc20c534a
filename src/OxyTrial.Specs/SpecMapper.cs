using System.Collections.Immutable;
using OxyTrial.Instruments;
using OxyTrial.Specs.Checks;
using OxyTrial.Specs.Format;
using OxyTrial.Specs.Yaml;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Specs;

/// <summary>Nodes to the study spec, once every check has passed; a field that is absent here is absent by right.</summary>
internal static class SpecMapper
{
    public static SpecDocument Map(SectionNode root, ProcedureNode procedure)
    {
        var study = root.Find("study");
        var arms = root.Items("arms").Select(Arm).ToImmutableArray();
        var secret = root.Items("factors").Select(factor => factor.Find(ProcedureNode.RandomizedKey)).OfType<SpecNode>().SelectMany(node => node.Walk()).ToHashSet(ReferenceEqualityComparer.Instance);
        var blinded = root.Entries.Where(entry => entry.Key.Text != "procedure").SelectMany(entry => entry.Value.Walk()).Where(node => !secret.Contains(node)).ToList();
        var spec = new StudySpec
        {
            FormatVersion = SpecFormat.Version,
            Id = StudyId.FromTrusted(study.Needed("id")),
            Title = study.Needed("title"),
            Registration = study.Text("registration"),
            Masked = Words(study, "masked"),
            PlannedParticipants = study.Integer("planned-participants"),
            Sexes = Words(study, "sexes"),
            MinimumAge = study.Find("age").Integer("minimum"),
            MaximumAge = study.Find("age").Integer("maximum"),
            Arms = arms,
            Treatments = root.Find("treatments") is null ? null : [.. root.Items("treatments").Select(Treatment)],
            Washout = root.Find("washout") is { } washout ? new WashoutSpec(washout.Integer("minimum-days"), washout.Integer("maximum-days")) : null,
            Unit = root.Find("unit") is { } unit ? new UnitSpec([.. unit.Items("members").Select(Member)]) : null,
            Beacon = root.Find("beacon") is { } beacon ? new BeaconSpec(beacon.Needed("source"), beacon.Integer("round")!.Value) : null,
            Dose = Dose(root.Find("dose")),
            Cohorts = [.. root.Items("cohorts").Select(cohort => new CohortSpec(cohort.Needed("key"), cohort.Needed("label")))],
            Factors = [.. root.Items("factors").Select(factor => Factor(factor, root, procedure))],
            ProcedureName = procedure.Arms.Method,
            ScopeFactors = ProcedureNode.ScopeFactors(procedure.Arms),
            Caps = Caps(root.Find("caps")),
            Visits = [.. root.Items("visits").Select(Visit)],
            Kits = Kits(root.Find("kits")),
            Sites = [.. root.Items("sites").Select(Site)],
            Eligibility = [.. root.Items("eligibility").Select(check => new EligibilityCheckSpec(check.Needed("key"), check.Needed("text"), check.Needed("recheck") == "true"))],
            EmergencyContact = new(root.Find("emergency-contact").Needed("name"), root.Find("emergency-contact").Needed("telephone")),
            EmergencyUnblinding = root.Find("emergency-unblinding") is { } emergency
                ? EmergencyUnblindingSpec.Of(Words(emergency, "by").Select(word => word == "third-party" ? CodeBreaker.ThirdParty : CodeBreaker.Investigator))
                : null,
            Unknowns = [.. blinded.Where(node => node is ScalarNode { IsUnknown: true }).Select(node => node.Path).Order(StringComparer.Ordinal)],
            Citations = blinded.Where(node => node.Source is not null).ToImmutableSortedDictionary(node => node.Path, node => node.Source!, StringComparer.Ordinal),
        };
        return new SpecDocument(spec, procedure.Json, [.. arms.Select(arm => arm.Ratio)]);
    }

    private static ArmSpec Arm(SpecNode arm) =>
        new(arm.Needed("key"), arm.Needed("label"), arm.Integer("ratio")!.Value, arm.Decimal("total-iu"), arm.Text("placebo-composition"))
        {
            Sequence = arm.Find("sequence") is null ? null : Words(arm, "sequence"),
        };

    private static TreatmentSpec Treatment(SpecNode treatment) =>
        new(treatment.Needed("key"), treatment.Needed("label"), treatment.Decimal("total-iu"), treatment.Text("placebo-composition"));

    private static UnitMember Member(SpecNode member) =>
        new(member.Needed("key"), member.Needed("label"), member.Needed("role") == "dosed" ? UnitRole.Dosed : UnitRole.Measured);

    private static DoseSpec Dose(SpecNode? dose) =>
        new(dose.Decimal("total-iu"), dose.Decimal("iu-per-puff"), dose.Decimal("puffs-left"), dose.Decimal("puffs-right"), dose.Text("nostril-rule"));

    private static FactorSpec Factor(SpecNode factor, SectionNode root, ProcedureNode procedure)
    {
        var name = factor.Needed("name");
        if (procedure.Factors.TryGetValue(name, out var drawn))
        {
            return new RandomizedFactor(name, Words(factor, "levels"), drawn.Method, ProcedureNode.ScopeFactors(drawn));
        }

        return InstrumentCatalogue.TryGet(factor.Text("instrument"), out var instrument)
            ? instrument.Match<FactorSpec>(scales => Scaled(name, factor, scales), prototypes => Categorized(name, factor, prototypes), interview => Categorized(name, factor, interview))
            : factor.Text("levels") == LevelsType.Sites
            ? new SiteFactor(name, [.. root.Items("sites").Select(site => site.Needed("id"))])
            : new RecordedFactor(name, Words(factor, "levels"));
    }

    private static InstrumentFactor Scaled(string name, SpecNode factor, Questionnaire questionnaire)
    {
        var tie = factor.Needed("at-cut-off") == "low" ? CutOffTie.Low : CutOffTie.High;
        var named = Words(factor, "targets");
        var targets = questionnaire.Targets.Where(target => named.IsEmpty || named.Contains(target)).ToImmutableArray();
        return new InstrumentFactor(name, ["low", "high"], questionnaire.Id, factor.Needed("scale"), factor.Decimal("cut-off")!.Value, tie)
        {
            Targets = targets.IsEmpty ? null : targets,
            MeasurementError = factor.Decimal("standard-deviation") is { } deviation ? new MeasurementError(deviation, factor.Decimal("reliability")!.Value) : null,
        };
    }

    private static CategoryFactor Categorized(string name, SpecNode factor, CategoricalMeasure measure)
    {
        var levels = CategoryFactorChecks.Levels(factor, measure).ToArray();
        return new CategoryFactor(name, [.. levels.Select(one => one.Level).Distinct()], measure.Id, levels.ToImmutableSortedDictionary(one => one.Category, one => one.Level, StringComparer.Ordinal));
    }

    private static CapSpec Caps(SpecNode? caps) =>
        new(caps.Integer("study"), caps.Integer("per-stratum"), ByKey(caps.Find("cohorts")), ByKey(caps.Find("sites")));

    private static VisitSpec Visit(SpecNode visit) => new(
        visit.Needed("key"),
        visit.Needed("label"),
        visit.Integer("day")!.Value,
        visit.Integer("window-before-days") ?? 0,
        visit.Integer("window-after-days") ?? 0,
        visit.Needed("kit") switch
        {
            "new" => VisitKit.New,
            "continue" => VisitKit.Continue,
            _ => VisitKit.None,
        },
        visit.Integer("task-earliest-minutes"),
        visit.Integer("task-latest-minutes"))
    {
        Period = visit.Integer("period"),
    };

    private static KitSpec Kits(SpecNode? kits) => new(
        kits.Integer("number-digits")!.Value,
        kits.Integer("sets")!.Value,
        kits.Needed("stock-rule") == "pooled" ? StockRule.Pooled : StockRule.EveryArm,
        kits.Integer("do-not-dispense-days")!.Value,
        kits.Decimal("bottle-iu"),
        kits.Integer("priming-puffs"),
        kits.Integer("opened-months")!.Value,
        kits.Needed("storage"));

    private static SiteSpec Site(SpecNode site) =>
        new(SiteId.FromTrusted(site.Needed("id")), site.Needed("name"), site.Needed("time-zone"));

    private static ImmutableArray<string> Words(SpecNode? section, string key) => [.. section.Items(key).Select(item => item.Text()!)];

    private static ImmutableSortedDictionary<string, int> ByKey(SpecNode? section) =>
        ((section as SectionNode)?.Entries ?? []).ToImmutableSortedDictionary(entry => entry.Key.Text, entry => entry.Value.Integer()!.Value, StringComparer.Ordinal);

    private static string Needed(this SpecNode? section, string key) =>
        section.Text(key) ?? throw new InvalidOperationException($"'{key}' passed the checks without a value at '{section?.Path}'.");
}
