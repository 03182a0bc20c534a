using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Trial.Specification;

/// <summary>
/// The protocol as every role may know it: what <c>spec.yaml</c> says without the randomization procedure's parameters, which go
/// to the vault (ICH E9 2.3.2: block length is withheld from the sites). Immutable once registered; its canonical JSON is the
/// first event of the study and its SHA-256 is the study's spec hash.
/// </summary>
public sealed record StudySpec
{
    /// <summary>Version of the spec format; 1.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The study's identifier.</summary>
    public required StudyId Id { get; init; }

    /// <summary>Title as in the protocol.</summary>
    public required string Title { get; init; }

    /// <summary>Registry number such as <c>NCT01243658</c>; null when none.</summary>
    public string? Registration { get; init; }

    /// <summary>Who is masked, e.g. participant, pharmacist, investigator, assessor. Never empty in a double-blind trial.</summary>
    public required ImmutableArray<string> Masked { get; init; }

    /// <summary>Planned number of participants; null when unknown.</summary>
    public int? PlannedParticipants { get; init; }

    /// <summary>Sexes admitted, e.g. <c>F</c>; empty = no restriction or unknown (see <see cref="Unknowns"/>).</summary>
    public ImmutableArray<string> Sexes { get; init; } = [];

    /// <summary>Youngest age admitted in years; null when none or unknown.</summary>
    public int? MinimumAge { get; init; }

    /// <summary>Oldest age admitted in years; null when none or unknown.</summary>
    public int? MaximumAge { get; init; }

    /// <summary>At least two arms, in the order of the procedure's arm indexes.</summary>
    public required ImmutableArray<ArmSpec> Arms { get; init; }

    /// <summary>What the kits of a cross-over contain, at least two; null in a parallel study, whose arms are what their kits contain.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<TreatmentSpec>? Treatments { get; init; }

    /// <summary>The washout between the periods of a cross-over; null in a parallel study.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WashoutSpec? Washout { get; init; }

    /// <summary>The unit of randomization when it is more than one person; null when it is a person.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UnitSpec? Unit { get; init; }

    /// <summary>The public beacon whose value is mixed into the secret; null when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BeaconSpec? Beacon { get; init; }

    /// <summary>Dose and device, the same on every dosing sheet whatever the arm.</summary>
    public required DoseSpec Dose { get; init; }

    /// <summary>Cohorts: fixed strata, each with a list of its own; at least one.</summary>
    public required ImmutableArray<CohortSpec> Cohorts { get; init; }

    /// <summary>Stratification factors in the spec's order; may be empty.</summary>
    public required ImmutableArray<FactorSpec> Factors { get; init; }

    /// <summary>Name of the randomization procedure, e.g. <c>permuted-block</c>; its parameters are the vault's.</summary>
    public required string ProcedureName { get; init; }

    /// <summary>
    /// Factors that, with the cohort, cut the participants into allocation lists: all stratification factors of a permuted block,
    /// none for a covariate-adaptive procedure, whose list is the cohort.
    /// </summary>
    public required ImmutableArray<string> ScopeFactors { get; init; }

    /// <summary>Upper limits of enrollment.</summary>
    public required CapSpec Caps { get; init; }

    /// <summary>Visits in order; at least one dispenses study medication.</summary>
    public required ImmutableArray<VisitSpec> Visits { get; init; }

    /// <summary>Kits: numbering, number of sets, bottle and stock rule.</summary>
    public required KitSpec Kits { get; init; }

    /// <summary>Sites that may open; at least one.</summary>
    public required ImmutableArray<SiteSpec> Sites { get; init; }

    /// <summary>Eligibility checks in order; each is confirmed before randomization.</summary>
    public required ImmutableArray<EligibilityCheckSpec> Eligibility { get; init; }

    /// <summary>Whom to call for emergency unblinding, round the clock.</summary>
    public required EmergencyContactSpec EmergencyContact { get; init; }

    /// <summary>Who may break a code; null = the site's investigators only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EmergencyUnblindingSpec? EmergencyUnblinding { get; init; }

    /// <summary>Paths of fields the sources do not state, e.g. <c>dose.puffs-left</c>: known to be unknown, never invented.</summary>
    public ImmutableArray<string> Unknowns { get; init; } = [];

    /// <summary>Citation by path of the field it supports, e.g. <c>dose.total-iu</c> → "Bertsch 2013, Methods".</summary>
    public ImmutableSortedDictionary<string, string> Citations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether somebody may break a code in an emergency.</summary>
    public bool MayBreakCode(CodeBreaker who) => EmergencyUnblinding?.By.Contains(who) ?? who == CodeBreaker.Investigator;
}

/// <summary>
/// A round of a public randomness beacon, named before its value exists. The value, 32 bytes, is recorded as data after sealing; the software never
/// asks a beacon itself.
/// </summary>
/// <param name="Source">The beacon, e.g. <c>drand-quicknet</c>.</param>
/// <param name="Round">The round, from 1.</param>
public sealed record BeaconSpec(string Source, int Round);

/// <summary>One arm as the protocol names it. Who is in it is known to the vault alone.</summary>
/// <param name="Key">Short key, e.g. <c>A</c>; used in the unblinded tables.</param>
/// <param name="Label">What is in the kit, e.g. <c>Oxytocin 26 IU</c>; read back by two persons at unblinding.</param>
/// <param name="Ratio">Allocation ratio, a positive integer.</param>
/// <param name="TotalIu">Oxytocin per dose in international units (IU); 0 for placebo, null when unknown.</param>
/// <param name="PlaceboComposition">For a placebo: <c>excipient-matched</c>, <c>saline</c> or null when unknown; null for an active arm.</param>
public sealed record ArmSpec(string Key, string Label, int Ratio, decimal? TotalIu, string? PlaceboComposition)
{
    /// <summary>In a cross-over the treatment's key by period; null in a parallel study.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? Sequence { get; init; }
}

/// <summary>The spraying that every participant does, whatever the arm. Null = unknown.</summary>
/// <param name="TotalIu">Protocol dose in IU.</param>
/// <param name="IuPerPuff">IU per puff of the device; 4 for 40 IU/ml at 0.1 ml a puff.</param>
/// <param name="PuffsLeft">Puffs into the left nostril.</param>
/// <param name="PuffsRight">Puffs into the right nostril.</param>
/// <param name="NostrilRule">What to do with an odd number of puffs, as the protocol says it.</param>
public sealed record DoseSpec(decimal? TotalIu, decimal? IuPerPuff, decimal? PuffsLeft, decimal? PuffsRight, string? NostrilRule);

/// <summary>A cohort such as <c>BPD</c> or <c>healthy</c>.</summary>
/// <param name="Key">Key used in strata and on the command line.</param>
/// <param name="Label">As printed.</param>
public sealed record CohortSpec(string Key, string Label);

/// <summary>Upper limits; null = none. A limit reached refuses the next randomization.</summary>
/// <param name="Study">Participants in the whole study.</param>
/// <param name="PerStratum">Participants in any one stratum (cohort and all factors' levels).</param>
/// <param name="Cohorts">By cohort key.</param>
/// <param name="Sites">By site identifier.</param>
public sealed record CapSpec(int? Study, int? PerStratum, ImmutableSortedDictionary<string, int> Cohorts, ImmutableSortedDictionary<string, int> Sites)
{
    /// <summary>No limit at all.</summary>
    public static CapSpec None { get; } = new(null, null, ImmutableSortedDictionary<string, int>.Empty, ImmutableSortedDictionary<string, int>.Empty);
}

/// <summary>A visit at which medication may be given.</summary>
/// <param name="Key">Key, e.g. <c>V1</c>.</param>
/// <param name="Label">As printed.</param>
/// <param name="Day">Planned day; 0 = day of randomization.</param>
/// <param name="WindowBeforeDays">Days before <paramref name="Day"/> at which dispensing is still in the window.</param>
/// <param name="WindowAfterDays">Days after it.</param>
/// <param name="Kit">Whether the visit takes a kit, goes on with the last one, or gives nothing.</param>
/// <param name="TaskEarliestMinutes">Earliest start of the task or session after the spray, in minutes; null when unknown.</param>
/// <param name="TaskLatestMinutes">Latest start, in minutes; null when unknown.</param>
public sealed record VisitSpec(string Key, string Label, int Day, int WindowBeforeDays, int WindowAfterDays, VisitKit Kit, int? TaskEarliestMinutes, int? TaskLatestMinutes)
{
    /// <summary>In a cross-over the period of the visit, from 1; null in a parallel study, or for a visit of no period.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Period { get; init; }
}

/// <summary>What a visit does with kits.</summary>
public enum VisitKit
{
    /// <summary>The visit takes a new kit of the participant's hidden arm.</summary>
    New,

    /// <summary>The visit goes on with the kit of the visit before.</summary>
    Continue,

    /// <summary>No study medication at this visit.</summary>
    None,
}

/// <summary>Kits and their stock rule.</summary>
/// <param name="NumberDigits">Digits of a kit number before its check digit, 4–8.</param>
/// <param name="Sets">Balanced kit sets made for the study; a set holds, for each arm, as many kits as its ratio.</param>
/// <param name="StockRule">When a site may randomize.</param>
/// <param name="DoNotDispenseDays">Days before expiry from which a kit is no longer dispensed; 0 or more.</param>
/// <param name="BottleIu">Content of a bottle in IU as labeled for the active arm; null when unknown.</param>
/// <param name="PrimingPuffs">Puffs to prime the pump, about 3; null when unknown.</param>
/// <param name="OpenedMonths">Months a bottle may be used once opened; 1 for the usual product.</param>
/// <param name="Storage">Storage instruction as printed.</param>
public sealed record KitSpec(int NumberDigits, int Sets, StockRule StockRule, int DoNotDispenseDays, decimal? BottleIu, int? PrimingPuffs, int OpenedMonths, string Storage);

/// <summary>When a site's stock allows a randomization.</summary>
public enum StockRule
{
    /// <summary>Kits received for each arm minus all kits used or lost leave at least one: depends on pooled counts only and tells nothing.</summary>
    Pooled,

    /// <summary>Every arm has a kit left: thriftier, but a refusal tells which participants share an arm.</summary>
    EveryArm,
}

/// <summary>A site.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="Name">Name as printed.</param>
/// <param name="TimeZone">IANA time zone, e.g. <c>Europe/Berlin</c>; the journal keeps UTC.</param>
public sealed record SiteSpec(SiteId Id, string Name, string TimeZone);

/// <summary>An eligibility check.</summary>
/// <param name="Key">Key, e.g. <c>pregnancy-test-negative</c>.</param>
/// <param name="Text">The sentence to confirm; worded so that "yes" means eligible.</param>
/// <param name="Recheck">Whether the dosing sheet asks again before each dose.</param>
public sealed record EligibilityCheckSpec(string Key, string Text, bool Recheck);

/// <summary>Whom to call for an emergency unblinding.</summary>
/// <param name="Name">Name or role.</param>
/// <param name="Telephone">Telephone number reached round the clock.</param>
public sealed record EmergencyContactSpec(string Name, string Telephone);

/// <summary>Who may break a code in an emergency.</summary>
public enum CodeBreaker
{
    /// <summary>An investigator of the participant's site.</summary>
    Investigator,

    /// <summary>A service outside the trial that answers round the clock, e.g. a poison center.</summary>
    ThirdParty,
}

/// <summary>Who may break codes, where it is not the site's investigators only.</summary>
/// <param name="By">In the order of <see cref="CodeBreaker"/>, each at most once, never empty.</param>
public sealed record EmergencyUnblindingSpec(ImmutableArray<CodeBreaker> By)
{
    /// <summary>What a spec says that names these; null when it says what holds anyway, so that equal rules are equal bytes.</summary>
    public static EmergencyUnblindingSpec? Of(IEnumerable<CodeBreaker> named)
    {
        ImmutableArray<CodeBreaker> by = [.. named.Distinct().Order()];
        return by is [CodeBreaker.Investigator] ? null : new EmergencyUnblindingSpec(by);
    }
}
