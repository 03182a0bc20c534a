using System.Text.Json;
using System.Text.Json.Serialization;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Grains.Commands;

/// <summary>What an accepted command is answered, now and at every retry; stored with the command. Holds no arm.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "reply")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(KitReady), "kit-ready")]
public abstract record CommandReply
{
    private CommandReply()
    {
    }

    /// <summary>Done; nothing more to say.</summary>
    public sealed record Done : CommandReply;

    /// <summary>A kit is reserved for the participant's visit.</summary>
    /// <param name="Participant">For whom.</param>
    /// <param name="Visit">For which visit.</param>
    /// <param name="Kit">Which kit.</param>
    /// <param name="Lot">Its blinded lot.</param>
    public sealed record KitReady(ParticipantId Participant, string Visit, KitNumber Kit, string Lot) : CommandReply;

    /// <summary>The stored form.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, EventCodec.JsonOptions);

    /// <summary>Reads the stored form.</summary>
    /// <exception cref="JsonException">Not a reply.</exception>
    public static CommandReply FromBytes(ReadOnlySpan<byte> stored) => JsonSerializer.Deserialize<CommandReply>(stored, EventCodec.JsonOptions)!;
}
