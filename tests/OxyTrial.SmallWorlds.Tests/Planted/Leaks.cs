using System.Collections.Immutable;
using OxyTrial.Journal;
using OxyTrial.Randomization.Derivation;
using OxyTrial.SmallWorlds.Tape;
using OxyTrial.SmallWorlds.Trials;
using OxyTrial.SmallWorlds.Worlds;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;
using OxyTrial.Trial.StoredFormat;
using OxyTrial.Vault.Opening;

namespace OxyTrial.SmallWorlds.Tests.Planted;

/// <summary>Rules that were in use somewhere, or nearly were. Each tells something, and must be found.</summary>
internal static class Leaks
{
    /// <summary>Kits are handed out in the order of their numbers.</summary>
    public static WorldParts InOrderOfNumber { get; } = WorldParts.Real with
    {
        Draws = (trial, tape) => WorldParts.Real.Draws(trial, tape) is var draws ? draws with { Choice = new KitChoice(draws.Catalogue, StringComparer.Ordinal) } : null!,
    };

    /// <summary>The numbers of one arm come before those of the other.</summary>
    public static WorldParts NumbersGroupedByArm { get; } = WorldParts.Real with
    {
        Draws = (trial, tape) =>
        {
            var (kit, ratio) = (0, trial.Ratio);
            var catalogue = new KitCatalogue(ratio, trial.Spec.Kits.Sets, () => $"{kit % ratio.Sum}{kit++ / ratio.Sum:000}");
            return WorldParts.Real.Draws(trial, tape) with { Catalogue = catalogue, Choice = new KitChoice(catalogue, new TapeOrder(tape)) };
        },
    };

    /// <summary>The kit of the arm in the first lot that has one, in the order in which lots expire.</summary>
    public static WorldParts EarliestExpiryWithinTheArm { get; } = Choosing((kits, request, arm) =>
        request.Lots.Select(lot => kits.Choose(lot, arm)).FirstOrDefault(kit => kit is not null) is { } kit ? kit : RefusalCode.StockInsufficient);

    /// <summary>"No kit of the required type."</summary>
    public static WorldParts RefusedWhenTheArmIsOut { get; } = Choosing((kits, request, arm) =>
        kits.Choose(request.Lots[0], arm) is { } kit ? kit : RefusalCode.StockInsufficient);

    /// <summary>The same code for both arms, and a sentence that is not.</summary>
    public static WorldParts SentenceThatDiffers { get; } = new(
        WorldParts.Real.Draws,
        (trial, draws, real, _) => new Rule(real, async (request, cancellation) =>
            await real.ChooseKitAsync(request, cancellation) is Decision<ChosenKit>.Refused
                ? new Refusal(RefusalCode.StockInsufficient, await real.ArmOfAsync(request.Slot, request.Stratum, cancellation) == 0 ? "Order more." : "Order more, please.")
                : await real.ChooseKitAsync(request, cancellation)));

    /// <summary>Whatever of an arm was used is sent again, kit by kit (Yu and Coleman 2015); kits come from all lots in the secret order.</summary>
    public static WorldParts OneForOneResupply { get; } = new(
        WorldParts.Real.Draws,
        (trial, draws, real, journal) => new Rule(real, Pooling(draws, real), async (first, sets, cancellation) =>
            first == 0 ? await real.KitNumbersAsync(trial.Spec.Id, first, sets, cancellation) : await ReplacementsAsync(trial, draws, real, journal, sets, cancellation)));

    /// <summary>Balanced sets are sent; kits come from all lots in the secret order.</summary>
    public static WorldParts BalancedResupply { get; } = new(WorldParts.Real.Draws, (_, draws, real, _) => new Rule(real, Pooling(draws, real)));

    private static Func<KitRequest, CancellationToken, ValueTask<Decision<ChosenKit>>> Pooling(StudyDraws draws, StudyAllocator real) => async (request, cancellation) =>
    {
        var arm = await real.ArmOfAsync(request.Slot, request.Stratum, cancellation);
        return draws.Choice.Choose(request.Lots.SelectMany(lot => lot.Available).Select(kit => kit.Value), arm) is { } number
            ? new ChosenKit(KitNumber.FromTrusted(number), request.Lots.Single(lot => lot.Available.Contains(KitNumber.FromTrusted(number))).Lot)
            : RefusalCode.StockInsufficient;
    };

    private static async ValueTask<ImmutableArray<KitNumber>> ReplacementsAsync(
        SmallTrial trial, StudyDraws draws, StudyAllocator real, IJournalReader journal, int sets, CancellationToken cancellation)
    {
        var sent = draws.Catalogue.KitsOf(0, sets).ToHashSet();
        List<string> left = [.. draws.Catalogue.KitsOf(0, draws.Catalogue.Sets).Where(number => !sent.Contains(number))];
        var shipped = new List<KitNumber>();
        foreach (var entry in await journal.ReadAllAsync(trial.Spec.Id.Value, 0, int.MaxValue, cancellation))
        {
            if (EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body) is SlotAllocated used)
            {
                var arm = await real.ArmOfAsync(used.Slot, used.Stratum, cancellation);
                var number = left.First(candidate => draws.Catalogue.ArmOf(candidate) == arm);
                left.Remove(number);
                shipped.Add(KitNumber.FromTrusted(number));
            }
        }

        return [.. shipped.Order()];
    }

    private static WorldParts Choosing(Func<Kits, KitRequest, int, Decision<ChosenKit>> choose) => new(
        WorldParts.Real.Draws,
        (_, draws, real, _) => new Rule(real, async (request, cancellation) =>
            choose(new Kits(draws), request, await real.ArmOfAsync(request.Slot, request.Stratum, cancellation))));

    internal sealed class Kits(StudyDraws draws)
    {
        public ChosenKit? Choose(OpenLot lot, int arm) =>
            draws.Choice.Choose(lot.Available.Select(kit => kit.Value), arm) is { } number ? new ChosenKit(KitNumber.FromTrusted(number), lot.Lot) : null;
    }

    private sealed class Rule(
        StudyAllocator real,
        Func<KitRequest, CancellationToken, ValueTask<Decision<ChosenKit>>> choose,
        Func<int, int, CancellationToken, ValueTask<ImmutableArray<KitNumber>>>? numbers = null) : IAllocator
    {
        public ValueTask<Decision<ChosenKit>> ChooseKitAsync(KitRequest request, CancellationToken cancellation) => choose(request, cancellation);

        public ValueTask<Decision<string>> DrawLevelAsync(LevelRequest request, CancellationToken cancellation) => real.DrawLevelAsync(request, cancellation);

        public ValueTask<ImmutableArray<KitNumber>> KitNumbersAsync(StudyId study, int firstSet, int sets, CancellationToken cancellation) =>
            numbers is null ? real.KitNumbersAsync(study, firstSet, sets, cancellation) : numbers(firstSet, sets, cancellation);
    }
}
