using static OxyTrial.Journal.Tests.Requests;

namespace OxyTrial.Journal.Tests;

/// <summary>A journal with some of everything: several streams, claims, an awkward body, a second epoch, two studies.</summary>
internal static class SmallTrial
{
    public static IReadOnlyList<AppendRequest> Appends { get; } =
    [
        Write("open-study", ("study", 0), ("site-A", 0)),
        Randomize(1, minutes: 5) with
        {
            ExpectedVersions = [new("participant-1", 0), new("block-BPD", 0), new("study", 1)],
            Events = [Event("participant-1", """{"slot":"cohort=BPD#1"}"""), Event("block-BPD", " [1,\t2.50] "), Event("block-BPD", "null")],
        },
        Randomize(2, minutes: 4),
        Write("restored", ("study", 1)) with { BeginsEpoch = true, Utc = Start.AddDays(1).AddTicks(1), Result = Array.Empty<byte>() },
        Randomize(3, minutes: 99) with { Actor = "pharmacist-é💊" },
        Randomize(1) with { Study = "OXY-2" },
    ];

    public static async Task FillAsync(IJournal journal)
    {
        foreach (var append in Appends)
        {
            if (await journal.AppendAsync(append) is not AppendOutcome.Written)
            {
                throw new InvalidOperationException($"{append.CommandId} was not written");
            }
        }
    }
}
