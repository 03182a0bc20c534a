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
    private readonly TrialSecret trialSecret;
    private readonly byte[] specSha256;

    public OpenStudy(StudyFacts facts, KeptSecret secret, KeptProcedure procedure, IReadOnlyList<int>? relabeling, IJournalReader journal)
    {
        Spec = facts.Spec;
        var hash = specSha256 = Convert.FromHexString(facts.SpecSha256);
        trialSecret = SecretOf(facts, secret);
        var ratio = AllocationRatio.Create(facts.Spec.Arms.Select(arm => (arm.Key, arm.Ratio)));
        Contents = KitContents.Of(facts.Spec);
        var contents = AllocationRatio.Create(Contents.Select(content => (content.Key, content.PerSet)));
        var labels = relabeling is null ? null : Relabeling(ratio, relabeling);
        var contentLabels = relabeling is null ? null : Relabeling(contents, ContentRelabeling.Of(facts.Spec, relabeling));
        var levels = facts.Spec.Factors.OfType<RandomizedFactor>().ToDictionary(
            factor => factor.Name, factor => (factor.Levels, Ratio: AllocationRatio.Create(factor.Levels.Select(level => (level, 1)))), StringComparer.Ordinal);
        var procedures = ProceduresOf(procedure.Json, ratio, levels.ToDictionary(factor => factor.Key, factor => factor.Value.Ratio));
        Procedure = procedures.Arms;
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

    /// <summary>Allocates the arms.</summary>
    public ProcedureDefinition Procedure { get; }

    /// <summary>Gives the study's kits.</summary>
    public StudyAllocator Allocator { get; }

    /// <summary>A stratum as the procedure sees it.</summary>
    /// <exception cref="VaultException">It does not fit the procedure.</exception>
    public Profile ProfileOf(Stratum stratum) =>
        Procedure.Factors.TryProfile(stratum.Levels.ToDictionary(level => level.Factor, level => level.Level), out var profile, out var error)
            ? profile
            : throw new VaultException($"A stratum does not fit the procedure: {error}.");

    // With a public beacon in the spec its value is mixed in: nobody can have tried secrets for an allocation they liked.
    private static TrialSecret SecretOf(StudyFacts facts, KeptSecret kept)
    {
        var secret = TrialSecret.Create(kept.Secret);
        return facts.Spec.Beacon is not { } beacon ? secret
            : facts.BeaconValue is { } value ? Beacon.Mix(secret, beacon.Source, beacon.Round, Convert.FromHexString(value))
            : throw new VaultException($"The value of the public beacon of study {facts.Spec.Id} is not recorded yet; nothing follows from the secret alone.");
    }

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
