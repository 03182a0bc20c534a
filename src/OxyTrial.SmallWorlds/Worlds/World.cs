using System.Collections.Immutable;
using System.Globalization;
using OxyTrial.Grains.Commands;
using OxyTrial.Grains.InProcess;
using OxyTrial.Journal;
using OxyTrial.Randomization;
using OxyTrial.SmallWorlds.Tape;
using OxyTrial.SmallWorlds.Trials;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.StoredFormat;
using OxyTrial.Vault.Opening;

namespace OxyTrial.SmallWorlds.Worlds;

/// <summary>
/// One run of a tiny trial: the real host, grains, decisions, journal and allocation rule, over draws from a tape.
/// </summary>
internal sealed class World
{
    private static readonly DateTimeOffset Start = new(2030, 1, 15, 9, 0, 0, TimeSpan.Zero);
    private static readonly string Commitment = new('0', 64);

    private readonly SmallTrial trial;
    private readonly string phase;
    private readonly IJournal journal;
    private readonly InProcessTrialHost host;
    private readonly List<string> transcript = [];
    private readonly SortedSet<int> waiting = [];
    private readonly HashSet<int> broken = [];
    private RefusalCode? lastRefusal;
    private int commands;
    private int day;

    private World(SmallTrial trial, string phase, IJournal journal, IAllocator allocator)
    {
        (this.trial, this.phase, this.journal) = (trial, phase, journal);
        host = new InProcessTrialHost(journal, allocator);
    }

    /// <summary>
    /// The journal of a tiny trial that recruits, its sites open and everybody eligible. It is the same in all worlds: screening cannot
    /// know an arm that is not drawn yet.
    /// </summary>
    public static async Task<InMemoryJournal> BeginAsync(SmallTrial trial, CancellationToken cancellation)
    {
        var journal = new InMemoryJournal();
        var world = new World(trial, "begin", journal, new NoAllocator());
        await world.DoneAsync(new RegisterStudy(trial.Spec, Commitment), cancellation);
        await world.DoneAsync(new SealStudy(Commitment), cancellation);
        await world.DoneAsync(new ActivateStudy(), cancellation);
        foreach (var site in trial.Spec.Sites)
        {
            await world.DoneAsync(new OpenSite(site.Id), cancellation);
        }

        for (var number = 1; number <= trial.Participants; number++)
        {
            var (participant, site) = (SmallTrial.ParticipantOf(number), world.SiteOf(number));
            await world.DoneAsync(new ScreenParticipant(participant, site, trial.Spec.Cohorts[0].Key, trial.LevelsOf(number)), cancellation);
            await world.DoneAsync(new RecordConsent(participant, site, "1"), cancellation);
            await world.DoneAsync(new ConfirmEligibility(participant, site, [.. trial.Spec.Eligibility.Select(check => check.Key)]), cancellation);
        }

        return journal;
    }

    /// <summary>Runs the scenario from its first to its last step.</summary>
    public static async Task<Sighting> RunAsync(SmallTrial trial, InMemoryJournal beginning, ChoiceTape tape, WorldParts parts, CancellationToken cancellation)
    {
        await using var journal = beginning.Copy();
        var draws = parts.Draws(trial, tape);
        var arms = new StudyAllocator(trial.Spec, draws, journal);
        var world = new World(trial, "run", journal, parts.Allocator(trial, draws, arms, journal));
        foreach (var step in trial.Scenario.Steps)
        {
            await world.TakeAsync(step, cancellation);
        }

        return await world.SeeAsync(arms, tape, cancellation);
    }

    private Task TakeAsync(Step step, CancellationToken cancellation) => step switch
    {
        Step.Supply s => SupplyAsync(s, cancellation),
        Step.SupplyWhenRefused s => lastRefusal == RefusalCode.StockInsufficient ? SupplyAsync(new Step.Supply(s.Lot, s.Sets, s.Site, s.ExpiresInDays), cancellation) : Task.CompletedTask,
        Step.Randomize s => RandomizeAsync(Enumerable.Range(s.First, Math.Max(0, Math.Min(s.Last ?? trial.Participants, trial.Participants) - s.First + 1)), cancellation),
        Step.RandomizeWaiting => RandomizeAsync([.. waiting], cancellation),
        Step.DamageInStock s => DamageInStockAsync(s, cancellation),
        Step.SuspendSite s => AskAsync($"suspend site {s.Site}", new SuspendSite(SmallTrial.SiteOf(s.Site), "inspection"), cancellation),
        Step.ResumeSite s => AskAsync($"resume site {s.Site}", new ResumeSite(SmallTrial.SiteOf(s.Site)), cancellation),
        Step.Wait s => Task.FromResult(day += s.Days),
        Step.TakeKit { Participant: var p } s => OfAsync(p, $"take a kit for {s.Visit} of participant {p}", (id, site) => new AssignVisitKit(id, site, s.Visit), cancellation),
        Step.Dispense { Participant: var p } s => OfAsync(p, $"dispense {s.Visit} to participant {p}", (id, site) => new DispenseVisit(id, site, s.Visit), cancellation),
        Step.Withdraw { Participant: var p } => OfAsync(p, $"withdraw participant {p}", (id, site) => new WithdrawParticipant(id, site, WithdrawalReason.Other, "moved"), cancellation),
        Step.ReturnKit s => HeldAsync(s.Participant, s.Visit, $"return the kit of participant {s.Participant}", (site, kit) => new ReturnKit(site, kit, null), cancellation),
        Step.DamageHeld s => HeldAsync(s.Participant, s.Visit, $"damage the kit of participant {s.Participant}", (site, kit) => new ReportKitDamaged(site, kit, "dropped"), cancellation),
        Step.BreakCode s => BreakAsync(s.Participant, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private async Task SupplyAsync(Step.Supply step, CancellationToken cancellation)
    {
        var site = SmallTrial.SiteOf(step.Site);
        await AskAsync($"release {step.Lot} to site {step.Site}", new ReleaseLot(step.Lot, site, DateOnly.FromDateTime(Now.Date).AddDays(step.ExpiresInDays), step.Sets), cancellation);
        await AskAsync($"receive {step.Lot}", new ReceiveLot(site, step.Lot), cancellation);
    }

    private async Task RandomizeAsync(IEnumerable<int> participants, CancellationToken cancellation)
    {
        foreach (var number in participants)
        {
            var command = new RandomizeParticipant(SmallTrial.ParticipantOf(number), SiteOf(number));
            var outcome = await host.ExecuteAsync(trial.Spec.Id, command, NextCommand(), cancellation);
            Write($"randomize participant {number}", outcome);
            lastRefusal = outcome.Match<RefusalCode?>(_ => null, refusal => refusal.Code);
            _ = lastRefusal is null ? waiting.Remove(number) : waiting.Add(number);
        }
    }

    private async Task DamageInStockAsync(Step.DamageInStock step, CancellationToken cancellation)
    {
        var site = SmallTrial.SiteOf(step.Site);
        var lot = (await StateAsync<SiteState>(StreamKind.OfSite, Site.StreamOf(site), cancellation)).Stock.Lots.GetValueOrDefault(step.Lot);
        if (lot is not null && lot.Available.Count >= step.Place)
        {
            await AskAsync($"damage kit {step.Place} of {step.Lot}", new ReportKitDamaged(site, lot.Available[step.Place - 1], "broken"), cancellation);
        }
    }

    private async Task BreakAsync(int number, CancellationToken cancellation)
    {
        if (number <= trial.Participants && await OfAsync(number, $"break the code of participant {number}", (id, site) => new RequestEmergencyUnblinding(id, site, "emergency"), cancellation))
        {
            broken.Add(number);
        }
    }

    private async Task HeldAsync(int number, string visit, string words, Func<SiteId, KitNumber, SiteCommand> command, CancellationToken cancellation)
    {
        if (await StateAsync<ParticipantState>(StreamKind.OfParticipant, Participant.StreamOf(SmallTrial.ParticipantOf(number)), cancellation) is ParticipantState.Enrolled enrolled
            && enrolled.Enrollment.Visits.GetValueOrDefault(visit) is { } medication)
        {
            await AskAsync(words, command(SiteOf(number), medication.Kit), cancellation);
        }
    }

    // True when it was done.
    private async Task<bool> OfAsync(int number, string words, Func<ParticipantId, SiteId, ParticipantCommand> command, CancellationToken cancellation)
    {
        if (number > trial.Participants)
        {
            return false;
        }

        var outcome = await host.ExecuteAsync(trial.Spec.Id, command(SmallTrial.ParticipantOf(number), SiteOf(number)), NextCommand(), cancellation);
        Write(words, outcome);
        return outcome is CommandOutcome.Completed;
    }

    private async Task AskAsync(string words, StudyCommand command, CancellationToken cancellation) =>
        Write(words, await host.ExecuteAsync(trial.Spec.Id, command, NextCommand(), cancellation));

    private async Task AskAsync(string words, SiteCommand command, CancellationToken cancellation) =>
        Write(words, await host.ExecuteAsync(trial.Spec.Id, command, NextCommand(), cancellation));

    private async Task DoneAsync(StudyCommand command, CancellationToken cancellation) =>
        Required(await host.ExecuteAsync(trial.Spec.Id, command, NextCommand(), cancellation));

    private async Task DoneAsync(SiteCommand command, CancellationToken cancellation) =>
        Required(await host.ExecuteAsync(trial.Spec.Id, command, NextCommand(), cancellation));

    private async Task DoneAsync(ParticipantCommand command, CancellationToken cancellation) =>
        Required(await host.ExecuteAsync(trial.Spec.Id, command, NextCommand(), cancellation));

    private static void Required(CommandOutcome outcome) =>
        outcome.Match(reply => reply, refusal => throw new InvalidOperationException($"A tiny trial does not begin: {refusal.Message}"));

    private void Write(string words, CommandOutcome outcome) => transcript.Add($"{words}: {outcome.Match(
        reply => reply is CommandReply.KitReady ready ? $"kit {ready.Kit} of {ready.Lot}" : "done",
        refusal => $"refused, {refusal.Code.Number} {refusal.Message}")}");

    private DateTimeOffset Now => Start.AddDays(day);

    private SiteId SiteOf(int participant) => SmallTrial.SiteOf(trial.Scenario.SiteOf(participant));

    private CommandContext NextCommand() => new(string.Create(CultureInfo.InvariantCulture, $"{phase}-{++commands}"), "staff", Now);

    private async Task<T> StateAsync<T>(StreamKind kind, string stream, CancellationToken cancellation) =>
        (T)(await journal.ReadStreamAsync(trial.Spec.Id.Value, stream, 0, cancellation))
            .Aggregate(kind.Initial, (state, entry) => kind.Evolve(state, EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body)));

    private async Task<Sighting> SeeAsync(StudyAllocator arms, ChoiceTape tape, CancellationToken cancellation)
    {
        var head = await journal.HeadAsync(trial.Spec.Id.Value, cancellation);
        var numbers = Enumerable.Range(1, trial.Participants).ToDictionary(SmallTrial.ParticipantOf);
        var participants = ImmutableArray.CreateBuilder<Guessed>();
        var drawn = ImmutableArray.CreateBuilder<int>();
        var lists = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in await journal.ReadAllAsync(trial.Spec.Id.Value, 0, int.MaxValue, cancellation))
        {
            if (EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body) is SlotAllocated allocated)
            {
                lists[allocated.Slot.Scope] = allocated.Slot.Sequence;
                await GuessAsync(numbers[allocated.Participant], allocated.Slot, allocated.Stratum);
            }
        }

        // The arm of who comes next in a list must be as unknown as those of the others: a refusal could tell it.
        foreach (var number in waiting)
        {
            var state = await StateAsync<ParticipantState>(StreamKind.OfParticipant, Participant.StreamOf(SmallTrial.ParticipantOf(number)), cancellation);
            var stratum = ((ParticipantState.Eligible)state).Stratum;
            var scope = stratum.ScopeKey(trial.Spec);
            var sequence = lists.GetValueOrDefault(scope) + 1;
            if (sequence <= (trial.Procedure.Length ?? int.MaxValue) && lists.TryAdd($"next in {scope}", sequence))
            {
                await GuessAsync(number, new Slot(scope, sequence), stratum);
            }
        }

        return new Sighting(
            tape.Probability, [.. transcript], Convert.ToHexStringLower(head.Hash), participants.ToImmutable(), drawn.ToImmutable(),
            [.. participants.Index().Where(one => broken.Contains(one.Item.Number)).Select(one => one.Index)]);

        async Task GuessAsync(int number, Slot slot, Stratum stratum)
        {
            participants.Add(new Guessed(number, ProfileOf(stratum)));
            drawn.Add(await arms.ArmOfAsync(slot, stratum, cancellation));
        }
    }

    private Profile ProfileOf(Stratum stratum) =>
        trial.Procedure.Factors.TryProfile(stratum.Levels.ToDictionary(level => level.Factor, level => level.Level), out var profile, out var error)
            ? profile
            : throw new InvalidOperationException(error);

    private sealed class NoAllocator : IAllocator
    {
        public ValueTask<Decision<ChosenKit>> ChooseKitAsync(KitRequest request, CancellationToken cancellation) => throw Early();

        public ValueTask<Decision<string>> DrawLevelAsync(LevelRequest request, CancellationToken cancellation) => throw Early();

        public ValueTask<ImmutableArray<KitNumber>> KitNumbersAsync(StudyId study, int firstSet, int sets, CancellationToken cancellation) => throw Early();

        private static InvalidOperationException Early() => new("Nothing is drawn before the first step.");
    }
}
