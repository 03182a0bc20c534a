using System.Text;
using System.Text.Json.Nodes;
using OxyTrial.Journal;

namespace OxyTrial.Verifier.Tests.Forging;

/// <summary>An event in the hands of a forger: everything can be changed, and the chain is made anew around it.</summary>
public sealed class ForgedEvent(JournalEntry original)
{
    public JournalEntry Original => original;

    public string Stream { get; set; } = original.Stream;

    public string Type { get; set; } = original.Type;

    public int SchemaVersion { get; set; } = original.SchemaVersion;

    public long Epoch { get; set; } = original.Epoch;

    public DateTimeOffset Utc { get; set; } = original.Utc;

    public string Actor { get; set; } = original.Actor;

    public string CommandId { get; set; } = original.CommandId;

    public JsonObject Body { get; set; } = JsonNode.Parse(original.Body)!.AsObject();

    /// <summary>A body that is written as it stands here, whatever <see cref="Body"/> says.</summary>
    public string? RawBody { get; set; }

    /// <summary>Added to the version that the stream would have.</summary>
    public long VersionShift { get; set; }

    /// <summary>The participant or site of the stream.</summary>
    public string Name => Stream[(Stream.IndexOf('/', StringComparison.Ordinal) + 1)..];

    public string this[string member]
    {
        get => Body[member]!.GetValue<string>();
        set => Body[member] = value;
    }

    /// <summary>The body's bytes: the very ones of the original while nothing in them is changed, or what is signed over the chain would not hold.</summary>
    public byte[] BodyBytes => RawBody is null && JsonNode.DeepEquals(Body, JsonNode.Parse(original.Body)) ? original.Body : Encoding.UTF8.GetBytes(RawBody ?? Body.ToJsonString());

    /// <summary>A copy, in a command of its own.</summary>
    public ForgedEvent Copy(string command) => new(original) { Stream = Stream, Type = Type, Utc = Utc, Actor = Actor, CommandId = command, Body = Body.DeepClone().AsObject() };
}
