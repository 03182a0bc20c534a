using System.Diagnostics;
using System.Diagnostics.Metrics;
using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Server.Operations;

/// <summary>
/// A host whose commands are measured and traced: which command, of which study, and whether it was done, repeated or refused. Nothing
/// about a person, and no command's content.
/// </summary>
internal sealed class ObservedTrialHost : ITrialHost
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "OxyTrial.Commands";

    private readonly ITrialHost host;
    private readonly ActivitySource traces;
    private readonly TimeProvider time;
    private readonly Histogram<double> duration;

    /// <summary>Over a host.</summary>
    /// <param name="host">Does the work.</param>
    /// <param name="meters">Makes the meter.</param>
    /// <param name="traces">Source of the spans.</param>
    /// <param name="time">Measures.</param>
    public ObservedTrialHost(ITrialHost host, IMeterFactory meters, ActivitySource traces, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(meters);
        (this.host, this.traces, this.time) = (host, traces, time);
        duration = meters.Create(MeterName).CreateHistogram<double>("oxytrial.command.duration", "s", "From taking a command to its answer.");
    }

    /// <inheritdoc/>
    public Task<CommandOutcome> ExecuteAsync(StudyId study, StudyCommand command, CommandContext context, CancellationToken cancellation = default) =>
        ObserveAsync(study, command, () => host.ExecuteAsync(study, command, context, cancellation));

    /// <inheritdoc/>
    public Task<CommandOutcome> ExecuteAsync(StudyId study, SiteCommand command, CommandContext context, CancellationToken cancellation = default) =>
        ObserveAsync(study, command, () => host.ExecuteAsync(study, command, context, cancellation));

    /// <inheritdoc/>
    public Task<CommandOutcome> ExecuteAsync(StudyId study, ParticipantCommand command, CommandContext context, CancellationToken cancellation = default) =>
        ObserveAsync(study, command, () => host.ExecuteAsync(study, command, context, cancellation));

    /// <inheritdoc/>
    public Task<CommandOutcome> ExecuteAsync(StudyId study, RandomizeParticipant command, CommandContext context, CancellationToken cancellation = default) =>
        ObserveAsync(study, command, () => host.ExecuteAsync(study, command, context, cancellation));

    private async Task<CommandOutcome> ObserveAsync(StudyId study, object command, Func<Task<CommandOutcome>> execute)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(command);
        using var span = traces.StartActivity("command");
        var start = time.GetTimestamp();
        var became = "failed";
        try
        {
            var outcome = await execute();
            became = NameOf(outcome);
            return outcome;
        }
        catch
        {
            span?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            span?.SetTag("study", study.Value).SetTag("command", command.GetType().Name).SetTag("outcome", became);
            duration.Record(time.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("command", command.GetType().Name), new KeyValuePair<string, object?>("outcome", became));
        }
    }

    private static string NameOf(CommandOutcome outcome) => outcome switch
    {
        CommandOutcome.Completed { Repeated: true } => "repeated",
        CommandOutcome.Completed => "completed",
        CommandOutcome.Refused { Refusal: var refusal } => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"refused {refusal.Code.Number}"),
        _ => throw new InvalidOperationException("A command is completed or refused."),
    };
}
