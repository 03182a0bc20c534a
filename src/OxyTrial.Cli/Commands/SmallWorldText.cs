using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using OxyTrial.Randomization;
using OxyTrial.SmallWorlds.Posteriors;
using OxyTrial.SmallWorlds.Trials;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Cli.Commands;

/// <summary>Small worlds as text: a line a tiny trial, the sum, and the smallest leak in words.</summary>
internal static class SmallWorldText
{
    /// <summary>The rule as the spec writes it.</summary>
    public static string NameOf(StockRule rule) => rule == StockRule.Pooled ? "pooled" : "every-arm";

    /// <summary>The scenarios and procedures there are.</summary>
    public static string List() => string.Join('\n',
    [
        "scenarios",
        .. Scenarios.All.Select(scenario => $"  {scenario.Name,-22}{scenario.Summary}{(scenario.Ratio is [1, 1] ? string.Empty : $" ({string.Join(':', scenario.Ratio)})")}"),
        "procedures",
        .. TinyProcedures.For(AllocationRatio.Create(("A", 1), ("B", 1))).Select(procedure => $"  {procedure.Method,-22}{procedure.ToCanonicalJson()}"),
        string.Empty,
    ]);

    /// <summary>The table and what follows from it.</summary>
    public static string Of(ImmutableArray<LeakReport> reports, StockRule rule, int participants)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"stock rule {NameOf(rule)}, {participants} participant{(participants == 1 ? string.Empty : "s")}, every secret enumerated");
        text.AppendLine(Line("procedure", "scenario", "worlds", "transcripts", "leak, bits", "worst posterior", "verdict"));
        foreach (var report in reports)
        {
            text.AppendLine(Line(
                report.Procedure, report.Scenario, report.Worlds, report.Transcripts, Bits(report), WorstOf(report),
                report.Leaks ? $"LEAKS, {report.TellingTranscripts} transcripts tell" : "tells nothing"));
        }

        var leaking = reports.Count(report => report.Leaks);
        text.AppendLine(CultureInfo.InvariantCulture, $"{reports.Length} tiny trials, {reports.Sum(report => (long)report.Worlds)} worlds: {(leaking == 0 ? "no transcript changes the probability of any arms" : $"{leaking} leak")}.");
        if (reports.Where(report => report.Leaks).OrderBy(report => report.Worlds).ThenBy(report => report.Worst!.Transcript.Length).FirstOrDefault() is { } smallest)
        {
            text.AppendLine().Append(Example(smallest));
        }

        return text.ToString();
    }

    private static string Line(string procedure, string scenario, object worlds, object transcripts, string bits, string worst, string verdict) =>
        string.Create(CultureInfo.InvariantCulture, $"{procedure,-24}{scenario,-21}{worlds,8}{transcripts,13}{bits,12}{worst,24}  {verdict}");

    // Zero is decided on fractions; any other number is rounded.
    private static string Bits(LeakReport report) =>
        !report.Leaks ? "0" : double.IsFinite(report.LeakBits) ? report.LeakBits.ToString("0.0000", CultureInfo.InvariantCulture) : "unbounded";

    private static string WorstOf(LeakReport report) =>
        report.Worst?.Worst is { } worst ? $"{worst.AfterTranscript} instead of {worst.ByProcedure}" : "-";

    private static string Example(LeakReport report)
    {
        var worst = report.Worst!;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"The smallest: {report.Procedure}, {report.Scenario}. Of probability {worst.Probability}, telling {worst.Bits:0.0000} bits:");
        foreach (var line in worst.Transcript)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {line}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"arms of participants {string.Join(", ", worst.Participants)}, after it and by the procedure alone:");
        foreach (var belief in worst.Beliefs)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {belief.Arms,-12}{belief.AfterTranscript,10}{belief.ByProcedure,10}");
        }

        return text.ToString();
    }
}
