using System.Collections.Immutable;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Trial;

/// <summary>
/// Enter a site's receipt of a kit whose assignment the journal lacks: the participant has it again, with the place of the list that is next.
/// </summary>
/// <param name="Participant">Who has the kit; eligible, or in treatment for a later visit's kit.</param>
/// <param name="Site">The participant's site.</param>
/// <param name="Visit">The visit on the receipt.</param>
/// <param name="Kit">The kit on the receipt.</param>
/// <param name="Position">Journal position printed on it.</param>
/// <param name="Levels">Levels of randomized factors as they were drawn; none in a study that has no such factor.</param>
public sealed record EnterReceipt(ParticipantId Participant, SiteId Site, string Visit, KitNumber Kit, long Position, ImmutableSortedDictionary<string, string> Levels)
    : ParticipantCommand(Participant, Site);

/// <summary>An allocation list that a receipt may retire a slot of.</summary>
/// <param name="Scope">The list's key.</param>
/// <param name="State">The list so far.</param>
public sealed record ListSoFar(string Scope, RandomizationBlockState State);

/// <summary>The events of one receipt, in the order in which they are stored.</summary>
/// <param name="Study">On the study's stream.</param>
/// <param name="Lists">On the streams of lists, by scope, in order.</param>
/// <param name="Participant">On the participant's stream.</param>
/// <param name="Site">On the site's stream.</param>
public sealed record ReceiptEvents(StudyEvent Study, ImmutableArray<(string Scope, RandomizationBlockEvent Event)> Lists, ParticipantEvent Participant, ImmutableArray<SiteEvent> Site);

/// <summary>
/// What a receipt restores. It rests on what blinded people know, and asks the allocator nothing: whether a receipt is accepted can tell no
/// arm, however often and however wrongly receipts are tried. See docs/adr/0022.
/// </summary>
public static class ReceiptRecovery
{
    /// <summary>The lists whose next slots the receipt takes, in order: those of randomized factors, then the arms'; none for a later visit's kit.</summary>
    public static ImmutableArray<string> Scopes(StudyState study, ParticipantState participant, EnterReceipt command)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(command);
        return (study.SpecOrNull, participant) is ({ } spec, ParticipantState.Eligible eligible) && Levels(spec, command) is Decision<ImmutableArray<FactorLevel>>.Accepted { Value: var levels }
            ? [.. Strata(spec, eligible, levels).Zip(spec.Factors.OfType<RandomizedFactor>(), (stratum, factor) => stratum.ScopeKey(factor)), Strata(spec, eligible, levels)[^1].ScopeKey(spec)]
            : [];
    }

    /// <summary>The events of a receipt, or a refusal: study, site, participant, kits, journal, in this order.</summary>
    /// <param name="at">What it is decided from.</param>
    /// <param name="command">The receipt.</param>
    /// <param name="lists">The lists that <see cref="Scopes"/> names, in its order.</param>
    public static Decision<ReceiptEvents> Decide(ParticipantCase at, EnterReceipt command, ImmutableArray<ListSoFar> lists)
    {
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(command);
        return Study.Running(at.Study).Then(study => Site.Known(study.Spec, command.Site).Then(spec =>
            Site.Treating(at.Site).Then(stock =>
            Participant.Known(at.Participant, command).Then(known => Assigned(at, spec, stock, known, command, lists).Then(events =>
            InStock(stock, command).Then(_ => Lost(study, command)).Select(_ => events))))));
    }

    private static Decision<ReceiptEvents> Assigned(ParticipantCase at, StudySpec spec, SiteStock stock, ParticipantState.Existing state, EnterReceipt command, ImmutableArray<ListSoFar> lists) => state switch
    {
        ParticipantState.Eligible eligible => Study.Recruiting(at.Study).Then(_ => Levels(spec, command)).Then(levels =>
            command.Visit == RandomizationBlock.FirstVisit(spec) ? Randomized(spec, stock, eligible, command, levels, lists) : new Refusal(RefusalCode.VisitUnknown, $"The first kit is for {RandomizationBlock.FirstVisit(spec)}.")),
        ParticipantState.Randomized randomized => Participant.NeedsKit(spec, stock, randomized.Enrollment, command.Visit, at.Today).Select(_ => new ReceiptEvents(
            Receipt(command), [], new VisitKitAssigned(command.Visit, command.Kit, LotOf(stock, command.Kit)), [new KitAssigned(command.Kit, command.Participant, command.Visit)])),
        ParticipantState.Excluded => RefusalCode.ParticipantExcluded,
        ParticipantState.Withdrawn => RefusalCode.ParticipantWithdrawn,
        ParticipantState.Completed => RefusalCode.ParticipantCompleted,
        ParticipantState.Screened => RefusalCode.ConsentMissing,
        _ => RefusalCode.NotEligible,
    };

    private static Decision<ReceiptEvents> Randomized(StudySpec spec, SiteStock stock, ParticipantState.Eligible eligible, EnterReceipt command, ImmutableArray<FactorLevel> levels, ImmutableArray<ListSoFar> lists)
    {
        var strata = Strata(spec, eligible, levels);
        var slots = lists.Select(list => new Slot(list.Scope, list.State.Allocated + 1)).ToImmutableArray();
        var drawn = levels.Select((level, index) => (slots[index].Scope, (RandomizationBlockEvent)new FactorLevelAllocated(slots[index], command.Participant, strata[index], level.Level)));
        return new ReceiptEvents(
            Receipt(command),
            [.. drawn, (slots[^1].Scope, new SlotRecovered(slots[^1], command.Participant, strata[^1], command.Kit, command.Visit))],
            new ParticipantRandomized(slots[^1], strata[^1], command.Kit, LotOf(stock, command.Kit), command.Visit),
            [new KitAssigned(command.Kit, command.Participant, command.Visit), new RandomizationCounted(command.Participant)]);
    }

    // The stratum before each level, and the one with all of them.
    private static ImmutableArray<Stratum> Strata(StudySpec spec, ParticipantState.Eligible eligible, ImmutableArray<FactorLevel> levels) =>
        levels.Aggregate(ImmutableArray.Create(eligible.Stratum), (strata, level) => strata.Add(strata[^1].With(spec, level)));

    private static Decision<ImmutableArray<FactorLevel>> Levels(StudySpec spec, EnterReceipt command)
    {
        RandomizedFactor[] factors = [.. spec.Factors.OfType<RandomizedFactor>()];
        var unknown = factors.FirstOrDefault(factor => !factor.Levels.Contains(command.Levels.GetValueOrDefault(factor.Name, string.Empty)));
        return unknown is null
            ? factors.Select(factor => new FactorLevel(factor.Name, command.Levels[factor.Name])).ToImmutableArray()
            : new Refusal(command.Levels.ContainsKey(unknown.Name) ? RefusalCode.LevelUnknown : RefusalCode.LevelMissing, $"{unknown.Name} is one of {string.Join(", ", unknown.Levels)}.");
    }

    private static Decision<SiteStock> InStock(SiteStock stock, EnterReceipt command) => stock.Kits.GetValueOrDefault(command.Kit)?.Status switch
    {
        null => RefusalCode.KitUnknown,
        KitStatus.Available => stock,
        _ => RefusalCode.KitNotInStock,
    };

    private static Decision<Quarantine> Lost(StudyFacts study, EnterReceipt command) => Study.Reconcilable(study).Then(quarantine =>
        command.Position > quarantine.JournalEnd ? quarantine : (Decision<Quarantine>)new Refusal(RefusalCode.ReceiptBeforeLoss, quarantine.Sentence));

    private static ReceiptEntered Receipt(EnterReceipt command) => new(command.Site, command.Participant, command.Visit, command.Kit, command.Position);

    private static string LotOf(SiteStock stock, KitNumber kit) => stock.Kits.GetValueOrDefault(kit)?.Lot ?? string.Empty;
}
