using System.Collections.Immutable;
using System.Globalization;
using OxyTrial.Grains.Commands;
using OxyTrial.Simulation.Faults;
using OxyTrial.Simulation.Model;
using OxyTrial.Simulation.Nodes;
using OxyTrial.Simulation.Scheduling;
using OxyTrial.Simulation.Store;

namespace OxyTrial.Simulation.Trials;

/// <summary>What one seed gave.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Violations">What was not as promised; empty when everything was.</param>
/// <param name="TraceHash">The same whenever the seed is.</param>
/// <param name="Hits">How often each fault point was hit, in the order of <see cref="FaultPoint"/>.</param>
/// <param name="Counts">What was done in it.</param>
/// <param name="Trace">What happened, when it was kept.</param>
internal sealed record SeedReport(ulong Seed, ImmutableArray<string> Violations, ulong TraceHash, IReadOnlyList<int> Hits, Counts Counts, IReadOnlyList<string> Trace);

/// <summary>How much was done.</summary>
/// <param name="Asks">Commands asked for, retries among them.</param>
/// <param name="Done">Answered as done.</param>
/// <param name="Refused">Refused.</param>
/// <param name="Unknown">Answered with nothing definite.</param>
/// <param name="Allocations">Participants randomized.</param>
internal sealed record Counts(long Asks, long Done, long Refused, long Unknown, long Allocations)
{
    public static Counts operator +(Counts one, Counts other) =>
        new(one.Asks + other.Asks, one.Done + other.Done, one.Refused + other.Refused, one.Unknown + other.Unknown, one.Allocations + other.Allocations);
}

/// <summary>One simulated trial: everything in it follows from its seed.</summary>
internal sealed class SimulatedTrial
{
    private const int MostRetries = 4;
    private const long Day = 86_400;
    private readonly Chance chance;
    private readonly Scheduler scheduler;
    private readonly Trace trace;
    private readonly FaultPlan faults;
    private readonly SimulatedStore store;
    private readonly Template template;
    private readonly Wishes wishes;
    private readonly Node[] nodes;
    private readonly List<Ask> asks = [];
    private readonly ulong seed;

    private SimulatedTrial(ulong seed, ImmutableArray<Template> templates, Weakness weakness, bool traced)
    {
        this.seed = seed;
        chance = new Chance(seed);
        scheduler = new Scheduler(chance.Split());
        trace = new Trace(scheduler, traced);
        template = chance.Of(templates);
        faults = new FaultPlan(chance.Split(), trace);
        store = new SimulatedStore(scheduler, chance.Split(), faults, trace, weakness, template.CopyTables());
        wishes = new Wishes(chance.Split(), template);
        var around = new Surroundings(scheduler, chance.Split(), faults, trace, store, template, new Doings(faults));
        nodes = [.. Enumerable.Range(1, 1 + chance.Below(3)).Select(number => new Node(string.Create(CultureInfo.InvariantCulture, $"node{number}"), 1 + chance.Below(2), around))];
    }

    /// <summary>Runs a seed on the calling thread.</summary>
    /// <param name="seed">Seed.</param>
    /// <param name="templates">What trials begin with.</param>
    /// <param name="weakness">What the store is without.</param>
    /// <param name="traced">Whether the trace is kept, not only its hash.</param>
    public static SeedReport Run(ulong seed, ImmutableArray<Template> templates, Weakness weakness = Weakness.None, bool traced = false) =>
        new SimulatedTrial(seed, templates, weakness, traced).Run();

    private SeedReport Run()
    {
        trace.Note("trial", template.Name, string.Create(CultureInfo.InvariantCulture, $"nodes {string.Join(' ', nodes.Select(node => node.Activations))}"));
        scheduler.RunToRest(PlayAsync);
        ImmutableArray<string> violations =
        [
            .. scheduler.Failure is { } failure ? [failure.ToString()] : Array.Empty<string>(),
            .. store.KeysViolated.Select(key => $"a unique key had to refuse {key}"),
            .. new Judge(template, store.Tables, wishes.All, asks).Violations(),
        ];
        return new SeedReport(seed, violations, trace.Hash, faults.Hits, Count(), trace.Lines);
    }

    private async Task PlayAsync()
    {
        foreach (var node in nodes)
        {
            node.Start();
        }

        var people = Enumerable.Range(0, 2 + chance.Below(4)).Select(number => PersonAsync($"{(char)('p' + number)}")).ToArray();
        scheduler.Begin(MischiefAsync);
        await Task.WhenAll(people);
        faults.Active = false;
        await HealAsync();
    }

    // A few crashes at times of their own, whatever the nodes are doing just then.
    private async Task MischiefAsync()
    {
        for (var crashes = faults.Threatens(FaultPoint.NodeRestarted) ? 1 + chance.Below(3) : 0; crashes > 0 && faults.Active; crashes--)
        {
            await scheduler.WaitAsync(chance.Between(500, 15_000));
            if (chance.Of(nodes) is { IsUp: true } node && faults.Active)
            {
                node.Crash();
            }
        }
    }

    private async Task PersonAsync(string name)
    {
        // Some people's clocks are a day or a year off.
        var skew = chance.Below(6) switch { 0 => Day, 1 => -Day, 2 => 365 * Day, 3 => -365 * Day, _ => 0 };
        for (var wanted = 2 + chance.Below(5); wanted > 0; wanted--)
        {
            await scheduler.WaitAsync(Pace.Thinking(chance));
            var intent = wishes.Next(name);
            if (wishes.All.Any(one => one.Id == intent.Id && one != intent))
            {
                faults.Hit(FaultPoint.CommandIdReused, intent.Id);
            }

            await Task.WhenAll(Enumerable.Range(0, chance.Happens(250) ? 2 : 1).Select(_ => PersistAsync(intent, skew)));
        }
    }

    // Asks again under the same id while the outcome is not known, wherever somebody listens.
    private async Task PersistAsync(Intent intent, long skew)
    {
        for (var attempt = 0; attempt <= MostRetries; attempt++)
        {
            if (await AskAsync(intent, skew, healed: false) is Answer.Done or Answer.Refused)
            {
                return;
            }

            await scheduler.WaitAsync(Pace.Thinking(chance));
        }
    }

    // All faults are over: once what was late has arrived and all nodes are up, every command is asked for once more, whatever was answered before.
    private async Task HealAsync()
    {
        await scheduler.WaitAsync(Pace.Settling);
        foreach (var intent in wishes.All)
        {
            await AskAsync(intent, 0, healed: true);
        }
    }

    private async Task<Answer> AskAsync(Intent intent, long skew, bool healed)
    {
        var context = new CommandContext(intent.Id, intent.Actor, Template.Start.AddSeconds(skew).AddMicroseconds(scheduler.Now));
        var ask = new Ask(intent, context, scheduler.Now, store.Tables.Head.Position, healed);
        asks.Add(ask);
        var node = chance.Of(nodes);
        trace.Note(intent.Actor, $"asks {node.Name}:", intent.ToString());
        ask.Answer = await node.AskAsync(chance.Below(2), ask);
        ask.PositionAtAnswer = store.Tables.Head.Position;
        trace.Note(intent.Actor, $"is told by {node.Name}:", $"{intent.Id} {Told(ask.Answer)}");
        return ask.Answer;
    }

    private static string Told(Answer answer) => answer switch
    {
        Answer.Done done => $"done{(done.Repeated ? " before" : "")} {(done.Reply as CommandReply.KitReady)?.Kit.Value}",
        Answer.Refused refused => $"refused {refused.Code.Name}",
        Answer.NotDone => "not done: the store cannot be reached",
        Answer.Unknown unknown => $"unknown: {unknown.Cause.GetType().Name}",
        _ => string.Empty,
    };

    private Counts Count() => new(
        asks.Count,
        asks.Count(ask => ask.Answer is Answer.Done),
        asks.Count(ask => ask.Answer is Answer.Refused),
        asks.Count(ask => ask.Answer is Answer.Unknown or Answer.NotDone),
        store.Tables.Events.Count(entry => entry.Type == nameof(OxyTrial.Trial.ParticipantRandomized)));
}
