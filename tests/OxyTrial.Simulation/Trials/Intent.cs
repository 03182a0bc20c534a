using OxyTrial.Grains.Commands;
using OxyTrial.Trial;
using OxyTrial.Trial.Refusals;

namespace OxyTrial.Simulation.Trials;

/// <summary>Something a person wants done, once.</summary>
/// <param name="Id">Command id.</param>
/// <param name="Command">A study's, site's or participant's command, or a randomization.</param>
/// <param name="Actor">Who wants it. Nobody uses an id of their own for two commands, so that id and actor name the intent.</param>
internal sealed record Intent(string Id, object Command, string Actor)
{
    /// <summary>The grain that it reaches.</summary>
    public string Grain => Command switch
    {
        SiteCommand command => command.Site.Value,
        ParticipantCommand command => command.Participant.Value,
        RandomizeParticipant command => $"randomization of {command.Participant}",
        _ => "study",
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Command.GetType().Name} of {Grain} by {Actor}";
}

/// <summary>What came back.</summary>
internal abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>It is done.</summary>
    public sealed record Done(CommandReply Reply, bool Repeated) : Answer;

    /// <summary>It is refused.</summary>
    public sealed record Refused(RefusalCode Code) : Answer;

    /// <summary>The store cannot be reached; told is that nothing was done.</summary>
    public sealed record NotDone : Answer;

    /// <summary>Nobody can tell.</summary>
    public sealed record Unknown(Exception Cause) : Answer;
}

/// <summary>One time that it was asked for, and what came back.</summary>
/// <param name="Intent">What was asked.</param>
/// <param name="Context">Id, person and the time on the asking person's clock.</param>
/// <param name="Asked">When, in microseconds.</param>
/// <param name="PositionAtAsk">How far the journal was.</param>
/// <param name="Healed">Whether it was asked after all faults were over.</param>
internal sealed record Ask(Intent Intent, CommandContext Context, long Asked, long PositionAtAsk, bool Healed)
{
    /// <summary>How far the journal was when the answer came.</summary>
    public long PositionAtAnswer { get; set; }

    /// <summary>Null while there is none.</summary>
    public Answer? Answer { get; set; }

    /// <summary>Whether what the activation knew was older than what the store had.</summary>
    public bool WasStale { get; set; }
}
