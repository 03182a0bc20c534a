using System.Collections.Immutable;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Trial;

// ---- Stored format ----

/// <summary>Something that happened at a site or to its kits.</summary>
public abstract record SiteEvent : TrialEvent
{
    private protected SiteEvent()
    {
    }
}

/// <summary>The site may screen, receive kits and randomize.</summary>
public sealed record SiteOpened(SiteId Site) : SiteEvent;

/// <summary>The site pauses screening and randomization; treatment of its participants goes on.</summary>
public sealed record SiteSuspended(string Reason) : SiteEvent;

/// <summary>The pause is over.</summary>
public sealed record SiteResumed : SiteEvent;

/// <summary>The site takes no part any more.</summary>
public sealed record SiteClosed(string Reason) : SiteEvent;

/// <summary>A released lot arrived and was checked against its packing list.</summary>
/// <param name="Lot">Blinded lot name.</param>
/// <param name="Expiry">Last day of use.</param>
/// <param name="Sets">Kit sets: per set, each arm has as many kits as its ratio; in a cross-over, each treatment as many as the sequences need.</param>
/// <param name="Kits">Kit numbers in order of number.</param>
public sealed record KitsReceived(string Lot, DateOnly Expiry, int Sets, ImmutableArray<KitNumber> Kits) : SiteEvent;

/// <summary>A kit is reserved for a participant's visit.</summary>
public sealed record KitAssigned(KitNumber Kit, ParticipantId Participant, string Visit) : SiteEvent;

/// <summary>A participant of the site was randomized; counts towards the site's limit.</summary>
public sealed record RandomizationCounted(ParticipantId Participant) : SiteEvent;

/// <summary>The kit was handed out.</summary>
public sealed record KitDispensed(KitNumber Kit, ParticipantId Participant, string Visit) : SiteEvent;

/// <summary>The kit came back.</summary>
/// <param name="Kit">The kit.</param>
/// <param name="ReturnedMilliliters">Volume left as measured; null when it was not.</param>
public sealed record KitReturned(KitNumber Kit, decimal? ReturnedMilliliters) : SiteEvent;

/// <summary>The kit was damaged or lost and must not be used.</summary>
public sealed record KitDamaged(KitNumber Kit, string Reason) : SiteEvent;

// ---- State ----

/// <summary>Where a kit at a site stands.</summary>
public enum KitStatus
{
    /// <summary>In stock.</summary>
    Available,

    /// <summary>Reserved for a participant's visit.</summary>
    Assigned,

    /// <summary>Handed out.</summary>
    Dispensed,

    /// <summary>Back from the participant.</summary>
    Returned,

    /// <summary>Damaged or lost.</summary>
    Damaged,
}

/// <summary>One kit as the site sees it.</summary>
/// <param name="Lot">Its blinded lot.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Participant">For whom it is or was; null while in stock.</param>
/// <param name="Visit">For which visit.</param>
public sealed record KitRecord(string Lot, KitStatus Status, ParticipantId? Participant = null, string? Visit = null);

/// <summary>One lot at the site.</summary>
/// <param name="Name">Blinded lot name.</param>
/// <param name="Expiry">Last day of use.</param>
/// <param name="Sets">Kit sets received.</param>
/// <param name="Available">Kits neither used nor lost, in order of number.</param>
/// <param name="UsedOrLost">Kits of any arm assigned, dispensed, returned or damaged so far.</param>
public sealed record LotStock(string Name, DateOnly Expiry, int Sets, ImmutableSortedSet<KitNumber> Available, int UsedOrLost);

/// <summary>What a site holds.</summary>
/// <param name="Lots">By lot name.</param>
/// <param name="Kits">By kit number.</param>
/// <param name="Randomized">Participants randomized at the site so far.</param>
public sealed record SiteStock(ImmutableSortedDictionary<string, LotStock> Lots, ImmutableDictionary<KitNumber, KitRecord> Kits, int Randomized)
{
    /// <summary>Nothing received, nobody randomized.</summary>
    public static SiteStock Empty { get; } = new(ImmutableSortedDictionary.Create<string, LotStock>(StringComparer.Ordinal), ImmutableDictionary<KitNumber, KitRecord>.Empty, 0);

    /// <summary>
    /// The lots from which a kit may be taken today, in the order they are opened: earliest expiry first. Under the pooled rule a
    /// lot is open while, for each arm, the kits received minus <em>all</em> kits used or lost leave one; it closes for all arms at
    /// once, and only the first open lot is offered. Both numbers are known to everybody, so an empty answer tells nothing.
    /// </summary>
    public ImmutableArray<OpenLot> OpenLots(StudySpec spec, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var fewest = FewestPerSet(spec);
        return spec.Kits.StockRule switch
        {
            StockRule.Pooled => [.. Usable(lot => CanServe(lot, fewest) >= 1).Take(1).Select(Offer)],
            StockRule.EveryArm => [.. Usable(lot => !lot.Available.IsEmpty).Select(Offer)],
            _ => throw new ArgumentOutOfRangeException(nameof(spec)),
        };

        // A site has many lots behind it; only those that still have something are put in order.
        IEnumerable<LotStock> Usable(Func<LotStock, bool> has) => Lots.Values
            .Where(lot => has(lot) && IsUsable(lot.Expiry, spec, today))
            .OrderBy(lot => lot.Expiry).ThenBy(lot => lot.Name, StringComparer.Ordinal);
    }

    /// <summary>How many more kits the lot is sure to serve, whatever the arms of those used so far; 0 or more.</summary>
    public static int CanServe(LotStock lot, StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(lot);
        ArgumentNullException.ThrowIfNull(spec);
        return CanServe(lot, FewestPerSet(spec));
    }

    /// <summary>Whether a kit of that expiry may still be dispensed today.</summary>
    public static bool IsUsable(DateOnly expiry, StudySpec spec, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return today.DayNumber <= expiry.DayNumber - spec.Kits.DoNotDispenseDays;
    }

    private static int CanServe(LotStock lot, int fewestPerSet) => Math.Max(0, (lot.Sets * fewestPerSet) - lot.UsedOrLost);

    private static int FewestPerSet(StudySpec spec) => KitContents.Of(spec).Min(content => content.PerSet);

    private static OpenLot Offer(LotStock lot) => new(lot.Name, [.. lot.Available]);
}

/// <summary>A site, one record a stage of its life.</summary>
public abstract record SiteState
{
    private SiteState()
    {
    }

    /// <summary>Stock; empty before the opening.</summary>
    public virtual SiteStock Stock => SiteStock.Empty;

    /// <summary>Not opened.</summary>
    public sealed record NotOpened : SiteState;

    /// <summary>A site that was opened.</summary>
    /// <param name="Id">The site.</param>
    /// <param name="Held">Its stock.</param>
    public abstract record Existing(SiteId Id, SiteStock Held) : SiteState
    {
        /// <inheritdoc/>
        public override SiteStock Stock => Held;
    }

    /// <summary>Open.</summary>
    public sealed record Open(SiteId Id, SiteStock Held) : Existing(Id, Held);

    /// <summary>Suspended.</summary>
    public sealed record Suspended(SiteId Id, SiteStock Held, string Reason) : Existing(Id, Held);

    /// <summary>Closed.</summary>
    public sealed record Closed(SiteId Id, SiteStock Held, string Reason) : Existing(Id, Held);
}

// ---- Commands ----

/// <summary>Something asked of one site.</summary>
public abstract record SiteCommand(SiteId Site);

/// <summary>Open the site.</summary>
public sealed record OpenSite(SiteId Site) : SiteCommand(Site);

/// <summary>Pause it.</summary>
public sealed record SuspendSite(SiteId Site, string Reason) : SiteCommand(Site);

/// <summary>End the pause.</summary>
public sealed record ResumeSite(SiteId Site) : SiteCommand(Site);

/// <summary>Close it.</summary>
public sealed record CloseSite(SiteId Site, string Reason) : SiteCommand(Site);

/// <summary>Receive a released lot.</summary>
public sealed record ReceiveLot(SiteId Site, string Lot) : SiteCommand(Site);

/// <summary>Record a kit's return.</summary>
public sealed record ReturnKit(SiteId Site, KitNumber Kit, decimal? ReturnedMilliliters) : SiteCommand(Site);

/// <summary>Record a kit's damage or loss.</summary>
public sealed record ReportKitDamaged(SiteId Site, KitNumber Kit, string Reason) : SiteCommand(Site);

/// <summary>The site as an aggregate: its stream, how events fold, what may be decided.</summary>
public static class Site
{
    /// <summary>Before the first event.</summary>
    public static SiteState Initial { get; } = new SiteState.NotOpened();

    /// <summary>The stream of one site.</summary>
    public static string StreamOf(SiteId site) => $"site/{site}";

    /// <summary>Folds one event.</summary>
    /// <exception cref="UnexpectedEventException">The event cannot follow the state.</exception>
    public static SiteState Evolve(SiteState state, SiteEvent happened) => (state, happened) switch
    {
        (SiteState.NotOpened, SiteOpened e) => new SiteState.Open(e.Site, SiteStock.Empty),
        (SiteState.Open s, SiteSuspended e) => new SiteState.Suspended(s.Id, s.Held, e.Reason),
        (SiteState.Suspended s, SiteResumed) => new SiteState.Open(s.Id, s.Held),
        (SiteState.Open or SiteState.Suspended, SiteClosed e) => new SiteState.Closed(((SiteState.Existing)state).Id, state.Stock, e.Reason),
        (SiteState.Existing s, KitsReceived e) => s with { Held = Receive(s.Held, e) },
        (SiteState.Existing s, KitAssigned e) => s with { Held = Assign(s.Held, e) },
        (SiteState.Existing s, KitDispensed e) => s with { Held = Mark(s.Held, e.Kit, KitStatus.Dispensed, KitStatus.Assigned) },
        (SiteState.Existing s, KitReturned e) => s with { Held = Mark(s.Held, e.Kit, KitStatus.Returned, KitStatus.Dispensed) },
        (SiteState.Existing s, KitDamaged e) => s with { Held = Mark(s.Held, e.Kit, KitStatus.Damaged, KitStatus.Available, KitStatus.Assigned, KitStatus.Dispensed) },
        (SiteState.Existing s, RandomizationCounted) => s with { Held = s.Held with { Randomized = s.Held.Randomized + 1 } },
        _ => throw new UnexpectedEventException("site", state, happened),
    };

    /// <summary>Decides a command.</summary>
    public static Decision<ImmutableArray<SiteEvent>> Decide(StudyState study, SiteState state, SiteCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return Study.Operating(study).Then(facts => Known(facts.Spec, command.Site).Then(_ => Decide(facts, state, command)));
    }

    /// <summary>The spec, when it names the site.</summary>
    public static Decision<StudySpec> Known(StudySpec spec, SiteId site)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Sites.Any(candidate => candidate.Id == site) ? spec : RefusalCode.SiteUnknown;
    }

    /// <summary>The stock of an open site, or why it can neither screen nor randomize.</summary>
    public static Decision<SiteStock> Open(SiteState state) => state switch
    {
        SiteState.Open open => open.Held,
        SiteState.Suspended => RefusalCode.SiteSuspended,
        SiteState.Closed => RefusalCode.SiteClosed,
        _ => RefusalCode.SiteNotOpen,
    };

    /// <summary>The stock of a site that treats its participants: open or suspended.</summary>
    public static Decision<SiteStock> Treating(SiteState state) => state is SiteState.Suspended suspended ? suspended.Held : Open(state);

    private static Decision<ImmutableArray<SiteEvent>> Decide(StudyFacts study, SiteState state, SiteCommand command) => (command, state) switch
    {
        (OpenSite c, SiteState.NotOpened) => Events(new SiteOpened(c.Site)),
        (OpenSite, SiteState.Closed) => RefusalCode.SiteClosed,
        (OpenSite, _) => RefusalCode.SiteAlreadyOpen,
        (_, SiteState.NotOpened) => RefusalCode.SiteNotOpen,
        (SuspendSite or CloseSite, SiteState.Closed) => RefusalCode.SiteClosed,
        (SuspendSite, SiteState.Suspended) => RefusalCode.SiteSuspended,
        (SuspendSite c, _) when string.IsNullOrWhiteSpace(c.Reason) => RefusalCode.ReasonMissing,
        (SuspendSite c, _) => Events(new SiteSuspended(c.Reason)),
        (ResumeSite, SiteState.Suspended) => Events(new SiteResumed()),
        (ResumeSite, _) => RefusalCode.SiteNotSuspended,
        (CloseSite c, _) when string.IsNullOrWhiteSpace(c.Reason) => RefusalCode.ReasonMissing,
        (CloseSite c, _) => Events(new SiteClosed(c.Reason)),
        (ReceiveLot, SiteState.Closed) => RefusalCode.SiteClosed,
        (ReceiveLot c, _) => DecideReceipt(study, state.Stock, c),
        (ReturnKit c, _) => DecideReturn(state.Stock, c),
        (ReportKitDamaged c, _) => DecideDamage(state.Stock, c),
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };

    private static Decision<ImmutableArray<SiteEvent>> DecideReceipt(StudyFacts study, SiteStock stock, ReceiveLot command) =>
        !study.Lots.TryGetValue(command.Lot, out var release) || release.Site != command.Site ? RefusalCode.LotUnknown
        : stock.Lots.ContainsKey(command.Lot) ? RefusalCode.LotAlreadyReceived
        : Events(new KitsReceived(release.Lot, release.Expiry, release.Sets, release.Kits));

    private static Decision<ImmutableArray<SiteEvent>> DecideReturn(SiteStock stock, ReturnKit command) =>
        stock.Kits.GetValueOrDefault(command.Kit)?.Status switch
        {
            null => RefusalCode.KitUnknown,
            KitStatus.Dispensed => Events(new KitReturned(command.Kit, command.ReturnedMilliliters)),
            KitStatus.Returned or KitStatus.Damaged => RefusalCode.KitNoLongerUsable,
            _ => RefusalCode.KitNotDispensed,
        };

    private static Decision<ImmutableArray<SiteEvent>> DecideDamage(SiteStock stock, ReportKitDamaged command) =>
        stock.Kits.GetValueOrDefault(command.Kit)?.Status switch
        {
            _ when string.IsNullOrWhiteSpace(command.Reason) => RefusalCode.ReasonMissing,
            null => RefusalCode.KitUnknown,
            KitStatus.Returned or KitStatus.Damaged => RefusalCode.KitNoLongerUsable,
            _ => Events(new KitDamaged(command.Kit, command.Reason)),
        };

    private static SiteStock Receive(SiteStock stock, KitsReceived e)
    {
        if (stock.Lots.ContainsKey(e.Lot) || e.Kits.Any(stock.Kits.ContainsKey))
        {
            throw new UnexpectedEventException($"Lot {e.Lot}, or a kit of it, is received a second time.");
        }

        return stock with
        {
            Lots = stock.Lots.Add(e.Lot, new LotStock(e.Lot, e.Expiry, e.Sets, [.. e.Kits], UsedOrLost: 0)),
            Kits = stock.Kits.AddRange(e.Kits.Select(kit => KeyValuePair.Create(kit, new KitRecord(e.Lot, KitStatus.Available)))),
        };
    }

    private static SiteStock Assign(SiteStock stock, KitAssigned e)
    {
        var marked = Mark(stock, e.Kit, KitStatus.Assigned, KitStatus.Available);
        return marked with { Kits = marked.Kits.SetItem(e.Kit, marked.Kits[e.Kit] with { Participant = e.Participant, Visit = e.Visit }) };
    }

    private static SiteStock Mark(SiteStock stock, KitNumber number, KitStatus status, params ReadOnlySpan<KitStatus> from)
    {
        if (!stock.Kits.TryGetValue(number, out var kit) || !from.Contains(kit.Status))
        {
            throw new UnexpectedEventException($"Kit {number} becomes {status} but {(kit is null ? "was never received" : $"is {kit.Status}")}.");
        }

        var lot = stock.Lots[kit.Lot];
        var left = lot with { Available = lot.Available.Remove(number), UsedOrLost = lot.UsedOrLost + 1 };
        return stock with
        {
            Kits = stock.Kits.SetItem(number, kit with { Status = status }),
            Lots = kit.Status == KitStatus.Available ? stock.Lots.SetItem(kit.Lot, left) : stock.Lots,
        };
    }

    private static Decision<ImmutableArray<SiteEvent>> Events(params ImmutableArray<SiteEvent> events) => events;
}
