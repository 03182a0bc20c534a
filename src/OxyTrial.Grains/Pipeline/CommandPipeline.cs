using System.Security.Cryptography;
using System.Text.Json;
using System.Text;
using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Streams;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.StoredFormat;
using OxyTrial.Trial;
using Polly.Retry;
using Polly;

namespace OxyTrial.Grains.Pipeline;

/// <summary>One attempt at a decision.</summary>
internal delegate ValueTask<Decision<Proposal>> Attempt(Reading reading, CancellationToken cancellation);

/// <summary>
/// Decide, append, resync: the loop every grain runs. Exactly-once is the journal's; this only makes conflicts rare and short.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="seams">What its waits run on.</param>
/// <param name="cache">States to decide from.</param>
internal sealed class CommandPipeline(IJournal journal, HostSeams seams, StreamCache cache)
{
    /// <summary>Attempts after the first at a command that others keep overtaking.</summary>
    public const int MaximumRetries = 24;

    private readonly ResiliencePipeline<CommandOutcome?> resync = ResyncOn(seams);

    public Reading NewReading(StudyId study) => new(cache, study);

    /// <summary>Runs a command until it is done, refused, or overtaken too often.</summary>
    /// <exception cref="AppendOutcomeUnknownException">The store cannot tell whether it is done; repeat under the same id.</exception>
    public async Task<CommandOutcome> ExecuteAsync(StudyId study, object command, CommandContext context, Attempt attempt, CancellationToken cancellation)
    {
        var digest = DigestOf(command, context.Actor);

        // Waits come back to where the command was begun: nowhere in particular in a server, the one scheduler in a simulation.
        var waits = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, cancellation);
        try
        {
            AppendOutcomeUnknownException? unknown = null;
            var outcome = await resync.ExecuteAsync(
                async wait =>
                {
                    try
                    {
                        return await TryOnceAsync(study, digest, context, attempt, wait.CancellationToken);
                    }
                    catch (Exception cause) when (cause is not OperationCanceledException && (unknown ??= cause as AppendOutcomeUnknownException) is not null)
                    {
                        // Once an attempt may have done it, no later failure can say that nothing was done.
                        throw cause as AppendOutcomeUnknownException ?? new AppendOutcomeUnknownException(study.Value, context.CommandId, cause);
                    }
                },
                waits) ?? new CommandOutcome.Refused(new Refusal(RefusalCode.TooManyConflicts));

            // A database may still be at the commit whose answer was lost; a refusal that did not see it says nothing about it.
            return unknown is not null && outcome is CommandOutcome.Refused { Refusal.Code: var code } && code != RefusalCode.CommandIdReused ? throw unknown : outcome;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(waits);
        }
    }

    private static ResiliencePipeline<CommandOutcome?> ResyncOn(HostSeams seams) => new ResiliencePipelineBuilder<CommandOutcome?> { TimeProvider = seams.Clock }
        .AddRetry(new RetryStrategyOptions<CommandOutcome?>
        {
            // null = overtaken, decide again; an unknown outcome is asked again under the same id, and never called a failure.
            ShouldHandle = new PredicateBuilder<CommandOutcome?>().HandleResult(outcome => outcome is null).Handle<AppendOutcomeUnknownException>(),
            MaxRetryAttempts = MaximumRetries,
            Delay = TimeSpan.FromMilliseconds(1),
            MaxDelay = TimeSpan.FromMilliseconds(50),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = seams.AreSpread,
        })
        .Build();

    private async Task<CommandOutcome?> TryOnceAsync(StudyId study, byte[] digest, CommandContext context, Attempt attempt, CancellationToken cancellation)
    {
        var reading = NewReading(study);
        var decision = await attempt(reading, cancellation);
        return await decision.Match(
            proposal => AppendAsync(reading, digest, context, proposal, cancellation),
            refusal => RefuseAsync(reading, digest, context, refusal, cancellation));
    }

    private async Task<CommandOutcome?> AppendAsync(Reading reading, byte[] digest, CommandContext context, Proposal proposal, CancellationToken cancellation)
    {
        var request = new AppendRequest(
            reading.StudyId.Value, context.CommandId, digest, context.Actor, context.Utc, reading.Versions, proposal.Events, proposal.Claims, proposal.Reply.ToBytes())
        {
            BeginsEpoch = proposal.BeginsEpoch,
        };
        switch (await journal.AppendAsync(request, cancellation))
        {
            case AppendOutcome.Written written:
                cache.Take(reading.StudyId, written.Entries);
                return new CommandOutcome.Completed(proposal.Reply, Repeated: false);
            case AppendOutcome.AlreadyDone done:
                return Repeated(done.Command);
            case AppendOutcome.CommandIdReused:
                return new CommandOutcome.Refused(new Refusal(RefusalCode.CommandIdReused));
            default:
                await reading.RefreshAsync(cancellation);
                return null;
        }
    }

    // A retry of a command that was done is mostly refused by the state it left behind, and a refusal may rest on a stale cache:
    // both are looked up before anyone is told no.
    private async Task<CommandOutcome?> RefuseAsync(Reading reading, byte[] digest, CommandContext context, Refusal refusal, CancellationToken cancellation)
    {
        if (await journal.FindCommandAsync(reading.StudyId.Value, context.CommandId, cancellation) is { } stored)
        {
            return stored.RequestDigest.AsSpan().SequenceEqual(digest) ? Repeated(stored) : new CommandOutcome.Refused(new Refusal(RefusalCode.CommandIdReused));
        }

        return await reading.RefreshAsync(cancellation) ? null : new CommandOutcome.Refused(refusal);
    }

    private static CommandOutcome.Completed Repeated(StoredCommand stored) => new(CommandReply.FromBytes(stored.Result), Repeated: true);

    private static byte[] DigestOf(object command, string actor) => SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{command.GetType().Name}\n{actor}\n{JsonSerializer.Serialize(command, command.GetType(), EventCodec.JsonOptions)}"));
}
