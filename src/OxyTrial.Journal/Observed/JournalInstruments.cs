using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OxyTrial.Journal.Observed;

/// <summary>
/// What operators see of a journal: how long appends take, how many share a commit, how often decisions are overtaken, how many wait. Tags
/// name the study and what became of the append, nothing about a person.
/// </summary>
public sealed class JournalInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "OxyTrial.Journal";

    private readonly Histogram<double> duration;
    private readonly Histogram<int> group;
    private readonly Counter<long> conflicts;
    private readonly UpDownCounter<long> waiting;

    /// <summary>Instruments of one process.</summary>
    /// <param name="meters">Makes the meter; who listens knows the process by it.</param>
    /// <param name="traces">Source of the spans.</param>
    public JournalInstruments(IMeterFactory meters, ActivitySource traces)
    {
        ArgumentNullException.ThrowIfNull(meters);
        Traces = traces;
        var meter = meters.Create(MeterName);
        duration = meter.CreateHistogram<double>("oxytrial.journal.append.duration", "s", "From handing in an append to its durable answer.");
        group = meter.CreateHistogram<int>("oxytrial.journal.batch.size", "{append}", "Appends in one commit.");
        conflicts = meter.CreateCounter<long>("oxytrial.journal.conflicts", "{append}", "Appends refused because something they rest on had moved on.");
        waiting = meter.CreateUpDownCounter<long>("oxytrial.journal.queue.depth", "{append}", "Appends handed in and not yet answered.");
    }

    /// <summary>Source of the spans.</summary>
    public ActivitySource Traces { get; }

    /// <summary>For a store to tell of each commit: how many appends it held.</summary>
    public void Committed(int appends) => group.Record(appends);

    internal void Begun() => waiting.Add(1);

    internal void Ended(string study, string outcome, TimeSpan took)
    {
        waiting.Add(-1);
        duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
        if (outcome is AppendOutcomeName.Conflict or AppendOutcomeName.ClaimTaken)
        {
            conflicts.Add(1, new KeyValuePair<string, object?>("study", study));
        }
    }
}
