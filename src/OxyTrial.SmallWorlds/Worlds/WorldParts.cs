using OxyTrial.Journal;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Derivation;
using OxyTrial.SmallWorlds.Tape;
using OxyTrial.SmallWorlds.Trials;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Specification;
using OxyTrial.Vault.Opening;

namespace OxyTrial.SmallWorlds.Worlds;

/// <summary>What a world draws from, and the allocator it runs over. Tests plant leaks here.</summary>
/// <param name="Draws">The draws, from a tape.</param>
/// <param name="Allocator">The allocator, from the real one.</param>
internal sealed record WorldParts(Func<SmallTrial, ChoiceTape, StudyDraws> Draws, Func<SmallTrial, StudyDraws, StudyAllocator, IJournalReader, IAllocator> Allocator)
{
    /// <summary>Ideal draws, and the vault's rule.</summary>
    public static WorldParts Real { get; } = new(IdealDraws, (_, _, real, _) => real);

    private static StudyDraws IdealDraws(SmallTrial trial, ChoiceTape tape)
    {
        var contents = AllocationRatio.Create(KitContents.Of(trial.Spec).Select(content => (content.Key, content.PerSet)));
        int[] set = [.. contents.Arms.SelectMany((content, index) => Enumerable.Repeat(index, content.Ratio))];
        var lots = trial.Scenario.SetsOfLots.Select(sets => Enumerable.Repeat(set, sets).SelectMany(kits => kits).ToArray());
        var catalogue = new KitCatalogue(contents, trial.Spec.Kits.Sets, new TapeNumbers(tape, lots).Draw);
        var coin = new CompleteRandomization();
        var settings = AllocationRatio.Create(SmallTrial.Settings.Select(setting => (setting, 1)));
        var setting = new FactorDraws(coin, SmallTrial.Settings, ListsOf(coin, settings, tape));
        return new StudyDraws(
            trial.Procedure, ListsOf(trial.Procedure, trial.Ratio, tape), new Dictionary<string, FactorDraws> { [SmallTrial.Setting] = setting },
            catalogue, new KitChoice(catalogue, new TapeOrder(tape)));
    }

    private static Func<string, ScopeReplay> ListsOf(ProcedureDefinition procedure, AllocationRatio ratio, ChoiceTape tape) =>
        _ => new ScopeReplay(new TapeSequence(procedure.Open(ratio), tape), ArmRelabeling.Identity(ratio));
}
