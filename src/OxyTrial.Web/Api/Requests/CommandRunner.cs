using Microsoft.AspNetCore.Http;
using OxyTrial.Grains.Commands;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Problems;

namespace OxyTrial.Web.Api.Requests;

/// <summary>What a command that was done is answered, the same at every retry.</summary>
/// <param name="IdempotencyKey">The command's key.</param>
/// <param name="Kit">The kit reserved by it; absent when it reserves none.</param>
public sealed record CommandReceipt(string IdempotencyKey, KitReceipt? Kit);

/// <summary>A kit reserved for a participant's visit.</summary>
/// <param name="Participant">For whom.</param>
/// <param name="Visit">For which visit.</param>
/// <param name="Number">The kit's number.</param>
/// <param name="Lot">Its blinded lot.</param>
public sealed record KitReceipt(ParticipantId Participant, string Visit, KitNumber Number, string Lot);

/// <summary>Runs a command under the caller's name and the request's Idempotency-Key, and answers its receipt or problem.</summary>
public sealed class CommandRunner(TimeProvider time)
{
    /// <summary>Marks an answer that an earlier request with the same key had already got.</summary>
    public const string ReplayedHeader = "Idempotent-Replayed";

    /// <summary>Runs a command.</summary>
    public Task<IResult> RunAsync(StudyCall call, HttpContext http, Func<CommandContext, Task<CommandOutcome>> command) =>
        RunAsync(call, http, command, (_, reply) => Task.FromResult(Results.Ok(Receipt(http, reply))));

    /// <summary>Runs a command and lets the caller make the answer once it is done.</summary>
    public async Task<IResult> RunAsync(
        StudyCall call, HttpContext http, Func<CommandContext, Task<CommandOutcome>> command, Func<CommandContext, CommandReply, Task<IResult>> answer)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(answer);
        var context = new CommandContext(IdempotencyKey.Of(http), call.Actor, time.GetUtcNow());
        var outcome = await command(context);
        if (outcome is CommandOutcome.Completed { Repeated: true })
        {
            http.Response.Headers[ReplayedHeader] = "true";
        }

        return await outcome.Match(reply => answer(context, reply), refusal => Task.FromResult(ApiProblem.Refused(refusal).ToResult()));
    }

    private static CommandReceipt Receipt(HttpContext http, CommandReply reply) => new(
        IdempotencyKey.Of(http),
        reply is CommandReply.KitReady ready ? new KitReceipt(ready.Participant, ready.Visit, ready.Kit, ready.Lot) : null);
}
