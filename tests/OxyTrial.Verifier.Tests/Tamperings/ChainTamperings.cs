using System.Globalization;
using OxyTrial.Verifier.Tests.Forging;

namespace OxyTrial.Verifier.Tests.Tamperings;

/// <summary>About the chain itself, and what only a checkpoint from outside can show.</summary>
internal static class ChainTamperings
{
    public static IReadOnlyList<Tampering> List { get; } =
    [
        new("A letter of an event changed, its hash left", Check.Chain, forgery => forgery.Damage = text => text.Replace("Consent form version 1.0", "Consent form version 1.1", StringComparison.Ordinal)),
        new("Two lines of the journal exchanged", Check.Chain, forgery => forgery.Damage = text => Lines(text, lines => (lines[20], lines[21]) = (lines[21], lines[20]))),
        new("A line of the journal taken out", Check.Chain, forgery => forgery.Damage = text => Lines(text, lines => lines.RemoveAt(30))),
        new("The end of the journal cut off with its trailer", Check.Chain, forgery => forgery.Damage = text => Lines(text, lines => lines.RemoveRange(lines.Count - 5, 4))),
        new("The trailer names another number of events", Check.Chain, forgery => forgery.Damage = text => text.Replace($"{{\"events\":{forgery.Events.Count},", $"{{\"events\":{forgery.Events.Count - 1},", StringComparison.Ordinal)),
        new("Something written after the trailer", Check.Chain, forgery => forgery.Damage = text => text + "{}\n"),
        new("A blank put into a line", Check.Chain, forgery => forgery.Damage = text => Lines(text, lines => lines[15] = lines[15].Replace(",\"actor\":", ", \"actor\":", StringComparison.Ordinal))),
        new("The header names another study", Check.Chain, forgery => forgery.Damage = text => Lines(text, lines => lines[0] = lines[0].Replace($"\"{forgery.Study}\"", "\"another\"", StringComparison.Ordinal))),
        new("Time runs backwards", Check.Chain, forgery => forgery.Last("ConsentRecorded").Utc -= TimeSpan.FromDays(20)),
        new("A command comes back after others", Check.Chain, forgery => forgery.Last("ConsentRecorded").CommandId = forgery.First("ConsentRecorded").CommandId),
        new("A version of a stream is left out", Check.Chain, forgery => forgery.Last("ConsentRecorded").VersionShift = 1),
        new("The epoch falls", Check.Chain, forgery => forgery.First("SiteOpened").Epoch = 2),
        new("The journal cut short and chained anew, against a checkpoint", Check.Checkpoints, forgery =>
        {
            forgery.Checkpoints.Add(Forgery.PrintedAt(forgery.Events[^1]));
            forgery.Remove(forgery.Events[^1]);
        }),
        new("A reason rewritten and chained anew, against a checkpoint", Check.Checkpoints, forgery =>
        {
            forgery.Checkpoints.Add(Forgery.PrintedAt(forgery.First("StudyActivated")));
            forgery.Checkpoints.Add(Forgery.PrintedAt(forgery.Last("RecruitmentClosed")));
            forgery.Last("RandomizedInErrorRecorded")["reason"] = "Nothing was wrong.";
        }),
        new("A checkpoint with another hash", Check.Checkpoints, forgery =>
        {
            var printed = Forgery.PrintedAt(forgery.Events[40]);
            forgery.Checkpoints.Add(printed[..^1] + (printed[^1] == '0' ? '1' : '0'));
        }),
        new("A checkpoint with all digits, the last one another", Check.Checkpoints, forgery =>
        {
            var digits = Forgery.Hex(forgery.Events[40].Original.Hash);
            forgery.Checkpoints.Add(string.Create(CultureInfo.InvariantCulture, $"{forgery.Events[40].Original.Position}:{digits[..^1]}{(digits[^1] == '0' ? '1' : '0')}"));
        }),
    ];

    private static string Lines(string text, Action<List<string>> change)
    {
        List<string> lines = [.. text.Split('\n')];
        change(lines);
        return string.Join('\n', lines);
    }
}
