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

    public OpenStudy(StudyFacts facts, KeptSecret secret, KeptProcedure procedure, IReadOnlyList<int>? relabeling, IJournalReader journal)
    {
        this.journal = journal;
        Spec = facts.Spec;
        var hash = Convert.FromHexString(facts.SpecSha256);
        var trialSecret = TrialSecret.Create(secret.Secret);
        var ratio = AllocationRatio.Create(facts.Spec.Arms.Select(arm => (arm.Key, arm.Ratio)));
        Contents = KitContents.Of(facts.Spec);
        var contents = AllocationRatio.Create(Contents.Select(content => (content.Key, content.PerSet)));
        var labels = relabeling is null ? null : Relabeling(ratio, relabeling);
        var contentLabels = relabeling is null ? null : Relabeling(contents, ContentRelabeling.Of(facts.Spec, relabeling));
        Procedure = ProcedureOf(procedure.Json, ratio);
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

    private static ProcedureDefinition ProcedureOf(string json, AllocationRatio ratio)
    {
        using var document = JsonDocument.Parse(json);
        return ProcedureDefinition.Read(document.RootElement, ratio).Definition
            ?? throw new VaultException("The vault's procedure cannot be read by this build.");
    }

    private static ArmRelabeling Relabeling(AllocationRatio ratio, IReadOnlyList<int> to) =>
        ArmRelabeling.TryCreate(ratio, to, out var relabeling, out var error) ? relabeling : throw new ArgumentException(error, nameof(to));
}
