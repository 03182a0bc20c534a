using System.Collections.Immutable;
using System.Text.Json;
using OxyTrial.Journal;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Trial;
using OxyTrial.Trial.Specification;
using OxyTrial.Vault.Sealing;

namespace OxyTrial.Vault.Opening;

/// <summary>
/// A sealed study, opened: everything that follows from (secret, spec, procedure). The arms of its lists are a disposable cache of
/// (these, the journal).
/// </summary>
internal sealed class OpenStudy
{
    public OpenStudy(StudyFacts facts, KeptSecret secret, KeptProcedure procedure, IReadOnlyList<int>? relabeling, IJournalReader journal)
    {
        Spec = facts.Spec;
        var hash = Convert.FromHexString(facts.SpecSha256);
        var trialSecret = TrialSecret.Create(secret.Secret);
        var ratio = AllocationRatio.Create(facts.Spec.Arms.Select(arm => (arm.Key, arm.Ratio)));
        Contents = KitContents.Of(facts.Spec);
        var contents = AllocationRatio.Create(Contents.Select(content => (content.Key, content.PerSet)));
        var labels = relabeling is null ? null : Relabeling(ratio, relabeling);
        var contentLabels = relabeling is null ? null : Relabeling(contents, ContentRelabeling.Of(facts.Spec, relabeling));
        var levels = facts.Spec.Factors.OfType<RandomizedFactor>().ToDictionary(
            factor => factor.Name, factor => (factor.Levels, Ratio: AllocationRatio.Create(factor.Levels.Select(level => (level, 1)))), StringComparer.Ordinal);
        var procedures = ProceduresOf(procedure.Json, ratio, levels.ToDictionary(factor => factor.Key, factor => factor.Value.Ratio));
        Catalogue = new KitCatalogue(trialSecret, hash, contents, facts.Spec.Kits.NumberDigits, facts.Spec.Kits.Sets, contentLabels);
        var factors = procedures.Factors.ToDictionary(
            factor => factor.Key,
            factor => new FactorDraws(factor.Value, levels[factor.Key].Levels, new SlotArms(trialSecret, hash, factor.Value, levels[factor.Key].Ratio).Open),
            StringComparer.Ordinal);
        Allocator = new StudyAllocator(
            Spec,
            new StudyDraws(procedures.Arms, new SlotArms(trialSecret, hash, procedures.Arms, ratio, labels).Open, factors, Catalogue, new KitChoice(Catalogue, trialSecret, hash)),
            journal);
    }

    public StudySpec Spec { get; }

    /// <summary>What the kits of the catalogue contain, by index.</summary>
    public ImmutableArray<KitContent> Contents { get; }

    public KitCatalogue Catalogue { get; }

    /// <summary>Gives the study's kits.</summary>
    public StudyAllocator Allocator { get; }

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
