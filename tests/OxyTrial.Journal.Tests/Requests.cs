using System.Security.Cryptography;
using System.Text;

namespace OxyTrial.Journal.Tests;

/// <summary>Requests as a small trial would make them.</summary>
internal static class Requests
{
    public const string Study = "OXY-1";

    public static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    public static AppendRequest Randomize(int participant, long version = 0, int minutes = 0) => Write(
        $"randomize-{participant}", ($"participant-{participant}", version)) with
    {
        Utc = Start.AddMinutes(minutes),
        Claims = [new Claim("participant-allocation", $"P-{participant}"), new Claim("kit", $"{482000 + participant}")],
    };

    public static AppendRequest Write(string commandId, params (string Stream, long Version)[] streams) => new(
        Study, commandId, Digest(commandId), "coordinator-7", Start,
        [.. streams.Select(s => new StreamVersion(s.Stream, s.Version))],
        [.. streams.Select(s => Event(s.Stream, $$"""{"by":"{{commandId}}","note":"naïve \"é\"\n"}"""))], [],
        Encoding.UTF8.GetBytes($"answer to {commandId}"));

    public static NewEvent Event(string stream, string json = "{}") => new(stream, "noted", 1, Encoding.UTF8.GetBytes(json));

    public static byte[] Digest(string of) => SHA256.HashData(Encoding.UTF8.GetBytes(of));
}
