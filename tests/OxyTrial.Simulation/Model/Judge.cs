using System.Collections.Immutable;
using System.Globalization;
using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Simulation.Store;
using OxyTrial.Simulation.Trials;
using OxyTrial.Trial;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.StoredFormat;
using OxyTrial.Vault;

namespace OxyTrial.Simulation.Model;

/// <summary>
/// Holds a finished trial against the promises. It knows nothing of how an append is decided: it looks at the journal as it is in the end, and at
/// every answer that was given on the way.
/// </summary>
internal sealed class Judge(Template template, StoreTables tables, IReadOnlyList<Intent> intents, IReadOnlyList<Ask> asks)
{
    /// <summary>What is said of a command that stays without an answer.</summary>
    public const string Undecided = "has no definite answer although all faults are over";

    /// <summary>Everything that is not as promised, one sentence each.</summary>
    public IReadOnlyList<string> Violations()
    {
        try
        {
            string[] broken = [.. Rows(), .. Promises()];
            return broken.Length > 0 ? broken : [.. Retold()];
        }
#pragma warning disable CA1031 // A journal that cannot even be looked at is one more violation.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            return [$"the journal cannot be judged: {cause}"];
        }
    }

    // ---- The journal as rows ----

    private IEnumerable<string> Rows()
    {
        var chain = new ChainWalker(template.Study.Value);
        for (var index = 0; index < tables.Events.Count; index++)
        {
            var entry = tables.Events[index];
            if (entry.Position != index + 1)
            {
                yield return At(entry, $"stands where position {index + 1} is due");
            }

            if (chain.Accept(entry) is { } difference)
            {
                yield return $"the chain breaks: {difference}";
                yield break;
            }
        }

        var commands = tables.Events.GroupBy(entry => entry.CommandId).ToArray();
        if (commands.Length != tables.CommandRows)
        {
            yield return $"{commands.Length} commands have events, but there are {tables.CommandRows} command rows";
        }

        foreach (var command in commands)
        {
            var row = tables.Command(command.Key);
            if (row?.FirstPosition != command.First().Position || row.EventCount != command.Count())
            {
                yield return $"command {command.Key} has events from {command.First().Position}, {command.Count()} of them, and another row";
            }
        }
    }

    // ---- Once each ----

    private IEnumerable<string> Promises()
    {
        var happened = tables.Events.Select(Template.Happened).ToArray();
        var slots = happened.Select(one => one switch
        {
            SlotAllocated slot => (slot.Slot, slot.Participant),
            FactorLevelAllocated level => (level.Slot, level.Participant),
            _ => default,
        }).Where(one => one.Slot is not null).ToArray();
        foreach (var list in slots.GroupBy(one => one.Slot.Scope))
        {
            if (!list.Select(one => one.Slot.Sequence).SequenceEqual(Enumerable.Range(1, list.Count())))
            {
                yield return $"list {list.Key} gives its slots as {string.Join(' ', list.Select(one => one.Slot.Sequence))}";
            }
        }

        foreach (var twice in Twice(happened.OfType<SlotAllocated>().Select(one => one.Participant)))
        {
            yield return $"participant {twice} has two slots";
        }

        foreach (var twice in Twice(tables.Events.Zip(happened).Where(one => one.Second is ParticipantRandomized).Select(one => one.First.Stream)))
        {
            yield return $"{twice} is randomized twice";
        }

        foreach (var twice in Twice(happened.OfType<KitAssigned>().Select(one => one.Kit)))
        {
            yield return $"kit {twice} is given twice";
        }

        if (happened.OfType<SlotAllocated>().Count() != happened.OfType<ParticipantRandomized>().Count() || happened.OfType<SlotAllocated>().Count() != happened.OfType<RandomizationCounted>().Count())
        {
            yield return "lists, participants and sites do not count the same randomizations";
        }
    }

    private static IEnumerable<T> Twice<T>(IEnumerable<T> all) => all.GroupBy(one => one).Where(group => group.Count() > 1).Select(group => group.Key);

    // ---- As if one after the other ----

    private IEnumerable<string> Retold()
    {
        var history = new StateHistory(template);
        var decisions = new Retelling(template, history, template.OpenAllocator(new SettledReader(tables)));
        var done = new Dictionary<Intent, StoredCommand>();
        foreach (var command in tables.Events.Where(entry => entry.Position > template.Position).GroupBy(entry => entry.CommandId))
        {
            JournalEntry[] entries = [.. command];
            if (intents.FirstOrDefault(one => one.Id == command.Key && one.Actor == entries[0].Actor) is not { } intent)
            {
                yield return $"nobody wanted {command.Key} of {entries[0].Actor}, which is done";
                continue;
            }

            var row = tables.Command(command.Key)!;
            done.Add(intent, row);
            if (decisions.Differs(intent, entries, row) is { } difference)
            {
                yield return $"{intent} is done at {entries[0].Position}, but {difference}";
            }

            foreach (var entry in entries)
            {
                history.Add(entry);
            }
        }

        foreach (var told in asks.SelectMany(ask => Answered(ask, done, decisions)).Concat(intents.SelectMany(intent => OfIntent(intent, done))))
        {
            yield return told;
        }
    }

    // ---- Every answer ----

    private static IEnumerable<string> Answered(Ask ask, Dictionary<Intent, StoredCommand> done, Retelling decisions)
    {
        var stored = done.GetValueOrDefault(ask.Intent);
        return ask.Answer switch
        {
            Answer.Done told => Done(ask, told, stored),
            Answer.Refused { Code: var code } when code == RefusalCode.CommandIdReused => Reused(ask, done),
            Answer.Refused { Code: var code } when code == RefusalCode.TooManyConflicts => ask.Healed ? [$"{ask.Intent} is overtaken although nobody else does anything"] : Refused(ask, stored),
            Answer.Refused { Code: var code } when code == RefusalCode.NotAtHead => ask.WasStale ? Refused(ask, stored) : [$"{ask.Intent} is refused by the vault although nothing it read was old"],
            Answer.Refused told => [.. Refused(ask, stored), .. Justified(ask, told.Code, stored, decisions)],
            Answer.NotDone => ask.Healed ? [$"{ask.Intent} does not reach the store although all faults are over"] : [],
            Answer.Unknown told => Unknown(ask, told.Cause),
            _ => [$"{ask.Intent} was never answered"],
        };
    }

    private static IEnumerable<string> Done(Ask ask, Answer.Done told, StoredCommand? stored)
    {
        if (stored is null)
        {
            yield return $"{ask.Intent} was answered as done, but is not in the journal";
        }
        else
        {
            if (stored.FirstPosition + stored.EventCount - 1 > ask.PositionAtAnswer)
            {
                yield return $"{ask.Intent} was answered as done when the journal was at {ask.PositionAtAnswer}, and stands at {stored.FirstPosition}";
            }

            if (!told.Reply.ToBytes().AsSpan().SequenceEqual(stored.Result))
            {
                yield return $"{ask.Intent} was answered {told.Reply}, stored is {CommandReply.FromBytes(stored.Result)}";
            }

            if (ask.Healed && !told.Repeated && stored.FirstPosition <= ask.PositionAtAsk)
            {
                yield return $"{ask.Intent} was done before, and the answer does not say so";
            }
        }
    }

    private static IEnumerable<string> Reused(Ask ask, Dictionary<Intent, StoredCommand> done) =>
        done.Any(one => one.Key.Id == ask.Intent.Id && one.Key != ask.Intent && one.Value.FirstPosition <= ask.PositionAtAnswer)
            ? []
            : [$"{ask.Intent} was refused because its id was used, but it was not"];

    // A refusal says that it is not done: there was a moment between question and answer when it was not.
    private static IEnumerable<string> Refused(Ask ask, StoredCommand? stored) => stored is not null && stored.FirstPosition <= ask.PositionAtAsk
        ? [$"{ask.Intent} was refused ({(ask.Answer as Answer.Refused)?.Code.Name}) although it had been done"]
        : [];

    private static IEnumerable<string> Justified(Ask ask, RefusalCode code, StoredCommand? stored, Retelling decisions)
    {
        if (ask.WasStale)
        {
            yield break;
        }

        var last = stored is null ? ask.PositionAtAnswer : Math.Min(ask.PositionAtAnswer, stored.FirstPosition - 1);
        for (var position = ask.PositionAtAsk; position <= last; position++)
        {
            if (decisions.RefusalOf(ask.Intent, ask.Context.Utc, position) == code)
            {
                yield break;
            }
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"{ask.Intent} was refused as {code.Name}, but at no moment between {ask.PositionAtAsk} and {last} was there a reason");
    }

    // What may be unknown is whether a connection that broke had done it; a vault whose own reading is old can say nothing at all.
    private static IEnumerable<string> Unknown(Ask ask, Exception cause) => (ask.Healed, cause) switch
    {
        (true, AppendOutcomeUnknownException) => [$"{ask.Intent} {Undecided}"],
        (false, AppendOutcomeUnknownException or Store.ConnectionLostException) => [],
        (false, VaultException) when ask.WasStale => [],
        _ => [$"{ask.Intent} failed: {cause}"],
    };

    // ---- Every intent ----

    private IEnumerable<string> OfIntent(Intent intent, Dictionary<Intent, StoredCommand> done)
    {
        var mine = asks.Where(ask => ask.Intent == intent).ToArray();
        if (mine.Count(ask => ask.Answer is Answer.Done { Repeated: false }) > 1)
        {
            yield return $"{intent} was answered twice as done for the first time";
        }

        // Whoever was refused, or told that nothing was done, is done with it: only a question that was still open can have led to it.
        if (done.TryGetValue(intent, out var stored) && !mine.Any(ask => ask.PositionAtAsk < stored.FirstPosition && ask.Answer is not (Answer.Refused or Answer.NotDone)))
        {
            yield return $"{intent} was refused or not done, as was said, and done at {stored.FirstPosition}";
        }
    }

    private static string At(JournalEntry entry, string what) => string.Create(CultureInfo.InvariantCulture, $"{entry.Type} of command {entry.CommandId} at position {entry.Position} {what}");
}
