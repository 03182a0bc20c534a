using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OxyTrial.Randomization;

namespace OxyTrial.Verifier.Spec;

/// <summary>A visit: what it does with kits (<c>new</c>, <c>continue</c>, <c>none</c>), and in a cross-over its period.</summary>
internal sealed record VisitFacts(string Key, string Kit, int? Period);

/// <summary>Upper limits of enrollment; null = none.</summary>
internal sealed record CapFacts(int? Study, int? PerStratum, IReadOnlyDictionary<string, int> Cohorts, IReadOnlyDictionary<string, int> Sites);

/// <summary>The public beacon whose value is mixed into the secret.</summary>
internal sealed record BeaconFacts(string Source, int Round);

/// <summary>What verification needs of the spec, read from its canonical JSON and from nowhere else.</summary>
internal sealed record SpecFacts(string Text, byte[] Sha256, string Id)
{
    public required AllocationRatio Ratio { get; init; }

    /// <summary>Label by arm.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required KitFacts Contents { get; init; }

    public required IReadOnlyList<string> Cohorts { get; init; }

    /// <summary>Time zone by site.</summary>
    public required IReadOnlyDictionary<string, string> TimeZones { get; init; }

    public required IReadOnlyList<string> Eligibility { get; init; }

    public required IReadOnlyList<FactorFacts> Factors { get; init; }

    public required IReadOnlyList<string> ScopeFactors { get; init; }

    public required CapFacts Caps { get; init; }

    public required IReadOnlyList<VisitFacts> Visits { get; init; }

    public required int KitDigits { get; init; }

    public required int KitSets { get; init; }

    public required bool Pooled { get; init; }

    public required int DoNotDispenseDays { get; init; }

    public required int WashoutDays { get; init; }

    public required BeaconFacts? Beacon { get; init; }

    /// <summary>The factors whose levels are drawn, in the spec's order.</summary>
    public IReadOnlyList<DrawnFacts> Drawn { get; private init; } = [];

    /// <exception cref="JsonException">Not a spec.</exception>
    public static SpecFacts Parse(string canonicalJson)
    {
        var spec = Json.Parse(canonicalJson);
        var (arms, kits, caps) = (spec.Items("arms"), spec.Member("kits", JsonValueKind.Object), spec.Member("caps", JsonValueKind.Object));
        FactorFacts[] factors = [.. spec.Items("factors").Select(FactorFacts.Parse)];
        return new SpecFacts(canonicalJson, SHA256.HashData(Encoding.UTF8.GetBytes(canonicalJson)), spec.Text("id"))
        {
            Ratio = AllocationRatio.Create(arms.Select(arm => (arm.Text("key"), arm.Number("ratio")))),
            Labels = arms.ToDictionary(arm => arm.Text("key"), arm => arm.Text("label"), StringComparer.Ordinal),
            Contents = KitFacts.Parse(spec),
            Cohorts = [.. spec.Items("cohorts").Select(cohort => cohort.Text("key"))],
            TimeZones = spec.Items("sites").ToDictionary(site => site.Text("id"), site => site.Text("timeZone"), StringComparer.Ordinal),
            Eligibility = [.. spec.Items("eligibility").Select(check => check.Text("key"))],
            Factors = factors,
            Drawn = [.. factors.OfType<DrawnFacts>()],
            ScopeFactors = spec.Texts("scopeFactors"),
            Caps = new CapFacts(caps.NumberOrNull("study"), caps.NumberOrNull("perStratum"), caps.NumberByName("cohorts"), caps.NumberByName("sites")),
            Visits = [.. spec.Items("visits").Select(visit => new VisitFacts(visit.Text("key"), visit.Text("kit"), visit.NumberOrNull("period")))],
            KitDigits = kits.Number("numberDigits"),
            KitSets = kits.Number("sets"),
            Pooled = kits.Text("stockRule") switch { "pooled" => true, "everyArm" => false, var rule => throw new JsonException($"stock rule {rule}") },
            DoNotDispenseDays = kits.Number("doNotDispenseDays"),
            WashoutDays = spec.Optional("washout") is { } washout ? washout.NumberOrNull("minimumDays") ?? 0 : 0,
            Beacon = spec.Optional("beacon") is { } beacon ? new BeaconFacts(beacon.Text("source"), beacon.Number("round")) : null,
        };
    }

    public VisitFacts? Visit(string key) => Visits.FirstOrDefault(visit => visit.Key == key);

    /// <summary>The procedures of the arms and of the drawn factors.</summary>
    /// <exception cref="JsonException">They cannot be read, or are not for this spec.</exception>
    public TrialProcedures Procedures(string canonicalJson)
    {
        var levels = Drawn.ToDictionary(factor => factor.Name, LevelRatio, StringComparer.Ordinal);
        return TrialProcedures.TryRead(Json.Parse(canonicalJson), Ratio, levels, out var procedures) ? procedures : throw new JsonException("a procedure of another spec, or of none");
    }

    /// <summary>The levels of a drawn factor as arms of equal ratio.</summary>
    public static AllocationRatio LevelRatio(DrawnFacts factor) => AllocationRatio.Create(factor.Levels.Select(level => (level, 1)));
}
