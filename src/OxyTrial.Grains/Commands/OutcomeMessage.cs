using System.Text.Json;
using System.Text.Json.Serialization;
using OxyTrial.Journal;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Grains.Commands;

/// <summary>
/// What another node answers to a <see cref="CommandMessage"/>. That nobody knows the outcome is an answer too, and that the journal is out of
/// reach: exceptions of this project do not cross every wire as what they are.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
[JsonDerivedType(typeof(Completed), "completed")]
[JsonDerivedType(typeof(Refused), "refused")]
[JsonDerivedType(typeof(Unknown), "unknown")]
[JsonDerivedType(typeof(Unavailable), "unavailable")]
public abstract record OutcomeMessage
{
    private OutcomeMessage()
    {
    }

    /// <summary>Runs to the outcome, or to the news that it is not known.</summary>
    public static async Task<OutcomeMessage> OfAsync(Task<CommandOutcome> running)
    {
        ArgumentNullException.ThrowIfNull(running);
        try
        {
            return await running switch
            {
                CommandOutcome.Completed done => new Completed(done.Reply, done.Repeated),
                CommandOutcome.Refused { Refusal: var refusal } => new Refused(refusal.Code.Number, refusal.Detail),
                _ => throw new InvalidOperationException("A command is completed or refused."),
            };
        }
        catch (AppendOutcomeUnknownException unknown)
        {
            return new Unknown(unknown.InnerException?.Message ?? unknown.Message);
        }
        catch (JournalUnavailableException unavailable)
        {
            return new Unavailable(unavailable.Message);
        }
    }

    /// <summary>UTF-8 JSON.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, EventCodec.JsonOptions);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="JsonException">Not an answer.</exception>
    public static OutcomeMessage FromBytes(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize<OutcomeMessage>(utf8, EventCodec.JsonOptions) ?? throw new JsonException("An answer is not null.");

    /// <summary>The outcome, for who sent the command.</summary>
    /// <exception cref="AppendOutcomeUnknownException">Whether it is done is not known; repeat it under the same id.</exception>
    /// <exception cref="JournalUnavailableException">The other node cannot reach the journal; nothing was done.</exception>
    public abstract CommandOutcome For(CommandMessage sent);

    /// <summary>The events are durable.</summary>
    public sealed record Completed(CommandReply Reply, bool Repeated) : OutcomeMessage
    {
        /// <inheritdoc/>
        public override CommandOutcome For(CommandMessage sent) => new CommandOutcome.Completed(Reply, Repeated);
    }

    /// <summary>Refused; the code crosses by its permanent number.</summary>
    public sealed record Refused(int Number, string? Detail) : OutcomeMessage
    {
        /// <inheritdoc/>
        public override CommandOutcome For(CommandMessage sent) =>
            new CommandOutcome.Refused(new Refusal(RefusalCode.All.Single(code => code.Number == Number), Detail));
    }

    /// <summary>Nobody can tell.</summary>
    public sealed record Unknown(string Cause) : OutcomeMessage
    {
        /// <inheritdoc/>
        public override CommandOutcome For(CommandMessage sent)
        {
            ArgumentNullException.ThrowIfNull(sent);
            throw new AppendOutcomeUnknownException(sent.Study.Value, sent.Context.CommandId, new IOException(Cause));
        }
    }

    /// <summary>The journal cannot be reached.</summary>
    public sealed record Unavailable(string Cause) : OutcomeMessage
    {
        /// <inheritdoc/>
        public override CommandOutcome For(CommandMessage sent) => throw new JournalUnavailableException(Cause);
    }
}
