using System.Collections.Frozen;
using System.Text.Json;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Grains.Commands;

/// <summary>A command on its way to another node: the type's name beside its body, in the journal's JSON.</summary>
/// <param name="Study">The study.</param>
/// <param name="Command">A study's, site's or participant's command, or a randomization.</param>
/// <param name="Context">Who asks, when, and under which id.</param>
public sealed record CommandMessage(StudyId Study, object Command, CommandContext Context)
{
    private static readonly FrozenDictionary<string, Type> TypesByName = typeof(StudyCommand).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false } && (
            type.IsSubclassOf(typeof(StudyCommand)) || type.IsSubclassOf(typeof(SiteCommand)) || type.IsSubclassOf(typeof(ParticipantCommand)) || type == typeof(RandomizeParticipant)))
        .ToFrozenDictionary(type => type.Name);

    /// <summary>Every type of command there is.</summary>
    public static IEnumerable<Type> CommandTypes => TypesByName.Values.OrderBy(type => type.Name, StringComparer.Ordinal);

    /// <summary>UTF-8 JSON.</summary>
    public byte[] ToBytes()
    {
        var type = Command.GetType();
        return JsonSerializer.SerializeToUtf8Bytes(
            new Wire(Study, type.Name, JsonSerializer.SerializeToElement(Command, type, EventCodec.JsonOptions), Context), EventCodec.JsonOptions);
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="JsonException">Not a command, or one that this build does not know.</exception>
    public static CommandMessage FromBytes(ReadOnlySpan<byte> utf8)
    {
        var wire = JsonSerializer.Deserialize<Wire>(utf8, EventCodec.JsonOptions) ?? throw new JsonException("A command is not null.");
        return TypesByName.TryGetValue(wire.Type, out var type)
            ? new CommandMessage(wire.Study, wire.Body.Deserialize(type, EventCodec.JsonOptions) ?? throw new JsonException("A command's body is not null."), wire.Context)
            : throw new JsonException($"Command '{wire.Type}' is not known to this build.");
    }

    /// <summary>Hands the command to a host.</summary>
    /// <exception cref="ArgumentException">Not a command.</exception>
    public Task<CommandOutcome> ExecuteAsync(ITrialHost host, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        return Command switch
        {
            StudyCommand command => host.ExecuteAsync(Study, command, Context, cancellation),
            SiteCommand command => host.ExecuteAsync(Study, command, Context, cancellation),
            ParticipantCommand command => host.ExecuteAsync(Study, command, Context, cancellation),
            RandomizeParticipant command => host.ExecuteAsync(Study, command, Context, cancellation),
            _ => throw new ArgumentException($"{Command.GetType().Name} is not a command."),
        };
    }

    private sealed record Wire(StudyId Study, string Type, JsonElement Body, CommandContext Context);
}
