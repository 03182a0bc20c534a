using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using OxyTrial.Journal;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Vault.Sealing;

namespace OxyTrial.Vault.Opening;

/// <summary>
/// A sealed study, opened: everything that follows from (secret, spec, procedure). The arms of its lists are a disposable cache of
/// (these, the journal).
/// </summary>
internal sealed class OpenStudy
{
    private readonly ConcurrentDictionary<string, ScopeArms> scopes = new(StringComparer.Ordinal);
    private readonly IJournalReader journal;
    private readonly SlotArms slots;
    private readonly TrialSecret trialSecret;
    private readonly byte[] specSha256;
    private readonly Dictionary<string, FactorDraws> factors;

    public OpenStudy(StudyFacts facts, KeptSecret secret, KeptProcedure procedure, IReadOnlyList<int>? relabeling, IJournalReader journal)
    {
        this.journal = journal;
        Spec = facts.Spec;
        var hash = specSha256 = Convert.FromHexString(facts.SpecSha256);
        trialSecret = TrialSecret.Create(secret.Secret);
        var ratio = AllocationRatio.Create(facts.Spec.Arms.Select(arm => (arm.Key, arm.Ratio)));
        Contents = KitContents.Of(facts.Spec);
        var contents = AllocationRatio.Create(Contents.Select(content => (content.Key, content.PerSet)));
        var labels = relabeling is null ? null : Relabeling(ratio, relabeling);
        var contentLabels = relabeling is null ? null : Relabeling(contents, ContentRelabeling.Of(facts.Spec, relabeling));
        var levels = facts.Spec.Factors.OfType<RandomizedFactor>().ToDictionary(
            factor => factor.Name, factor => (factor.Levels, Ratio: AllocationRatio.Create(factor.Levels.Select(level => (level, 1)))), StringComparer.Ordinal);
        var procedures = ProceduresOf(procedure.Json, ratio, levels.ToDictionary(factor => factor.Key, factor => factor.Value.Ratio));
        Procedure = procedures.Arms;
        factors = procedures.Factors.ToDictionary(
            factor => factor.Key,
            factor => new FactorDraws(factor.Value, levels[factor.Key].Levels, new SlotArms(trialSecret, hash, factor.Value, levels[factor.Key].Ratio)),
            StringComparer.Ordinal);
        Catalogue = new KitCatalogue(trialSecret, hash, contents, facts.Spec.Kits.NumberDigits, facts.Spec.Kits.Sets, contentLabels);
        Choice = new KitChoice(Catalogue, trialSecret, hash);
        slots = new SlotArms(trialSecret, hash, Procedure, ratio, labels);
    }

    public StudySpec Spec { get; }

    /// <summary>What the kits of the catalogue contain, by index.</summary>
    public ImmutableArray<KitContent> Contents { get; }

    public ProcedureDefinition Procedure { get; }

    public KitCatalogue Catalogue { get; }

    public KitChoice Choice { get; }

    public ScopeArms Scope(string scope) =>
        scopes.GetOrAdd(scope, key => new ScopeArms(Spec.Id, key, slots.Open(key), Procedure.Factors, journal));

    /// <summary>How a randomized factor's levels are drawn.</summary>
    public FactorDraws Factor(string name) => factors[name];

    /// <summary>The list of a randomized factor.</summary>
    public ScopeArms Scope(FactorDraws factor, string scope) =>
        scopes.GetOrAdd(scope, key => new ScopeArms(Spec.Id, key, factor.Slots.Open(key), factor.Procedure.Factors, journal));

    /// <summary>The emergency codes of participants in the order of randomization. Arms are counted as the spec names them, exchanged or not.</summary>
    public EmergencyCodeBook CodesOf(IEnumerable<string> participants) => new(trialSecret, specSha256, Spec.Arms.Length, participants);

    private static TrialProcedures ProceduresOf(string json, AllocationRatio ratio, Dictionary<string, AllocationRatio> levels)
    {
        using var document = JsonDocument.Parse(json);
        return TrialProcedures.TryRead(document.RootElement, ratio, levels, out var procedures)
            ? procedures
            : throw new VaultException("The vault's procedure cannot be read by this build.");
    }

    private static ArmRelabeling Relabeling(AllocationRatio ratio, IReadOnlyList<int> to) =>
        ArmRelabeling.TryCreate(ratio, to, out var relabeling, out var error) ? relabeling : throw new ArgumentException(error, nameof(to));
}

/// <summary>The draws of a randomized factor: procedure, levels in order, and slots.</summary>
internal sealed record FactorDraws(ProcedureDefinition Procedure, ImmutableArray<string> Levels, SlotArms Slots);
