using OxyTrial.Randomization;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Verifier.Spec;

namespace OxyTrial.Verifier.Walking;

/// <summary>All that follows from secret, spec and procedure.</summary>
internal sealed class Derivations
{
    private readonly SlotArms arms;
    private readonly Dictionary<string, SlotArms> levels;
    private readonly Dictionary<string, ScopeReplay> scopes = new(StringComparer.Ordinal);

    public Derivations(SpecFacts spec, TrialProcedures procedures, TrialSecret secret)
    {
        Procedures = procedures;
        Catalogue = new KitCatalogue(secret, spec.Sha256, spec.Contents.Ratio, spec.KitDigits, spec.KitSets);
        Choice = new KitChoice(Catalogue, secret, spec.Sha256);
        arms = new SlotArms(secret, spec.Sha256, procedures.Arms, spec.Ratio);
        levels = spec.Drawn.ToDictionary(
            factor => factor.Name, factor => new SlotArms(secret, spec.Sha256, procedures.Factors[factor.Name], SpecFacts.LevelRatio(factor)), StringComparer.Ordinal);
    }

    public TrialProcedures Procedures { get; }

    public KitCatalogue Catalogue { get; }

    public KitChoice Choice { get; }

    public ScopeReplay Scope(string scope) => Opened(scope, arms);

    public ScopeReplay Scope(DrawnFacts factor, string scope) => Opened(scope, levels[factor.Name]);

    private ScopeReplay Opened(string scope, SlotArms slots)
    {
        if (!scopes.TryGetValue(scope, out var known))
        {
            scopes[scope] = known = slots.Open(scope);
        }

        return known;
    }
}
