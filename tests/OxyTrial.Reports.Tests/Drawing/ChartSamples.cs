using OxyTrial.Reports.Document;

namespace OxyTrial.Reports.Tests.Drawing;

/// <summary>One chart of each kind, as a simulation report would have them.</summary>
internal static class ChartSamples
{
    public static readonly FrontWords Front = new("Unbeaten", "no other beats it", "beaten by another");

    public static Chart.Scatter Scatter(string text = "Predictability against imbalance", params ScatterPoint[] points) => new(
        text, "Down and to the left is better. Bars are 95 % intervals.", new("Mean imbalance", "participants", 2), new("Correct guesses", "%", 1), points.Length > 0 ? points : Designs(text), Front);

    public static ScatterPoint[] Designs(string suffix = "") =>
    [
        new("Complete randomization", 7.1, 50, 0.1, 0.05, true),
        new("Permuted block {4, 6} over gender × avoidance", 2.2, 66.1, 0.04, 0.06),
        new("Permuted block 4", 0.9, 70.8, 0.02, 0.06, true),
        new("Big stick 3", 1.4, 58.1, 0.02, 0.06, true),
        new("Efron 2/3", 1.6, 62.3, 0.02, 0.06),
        new("Hu–Hu 4/5", 1.2, 61.5, 0.02, 0.06, true),
        new("Minimization 4/5", 1.3, 61.9, 0.02, 0.06),
        new($"Block urn {suffix}", 1.5, 61.0, 0.02, 0.06),
    ];

    public static Chart.Histogram Histogram(string text = "Imbalance at the end") => new(
        text, "Share of simulated trials.", "|D| at the end", new("Trials", "%", 1),
        [.. Enumerable.Range(0, 13).Select(d => new HistogramBin(d == 12 ? "≥ 12" : $"{d}", 100 * Math.Exp(-d / 3.0) / 3.5))]);

    public static Chart.Bars Bars(string text = "Expected participants in each cell") => new(
        text, "Cells expected to hold less than a block are flagged.", "Cell", new("Expected participants", null, 1),
        [new("gender=F, anxiety=high, avoidance=high", 61.4, 1.2), new("gender=F, anxiety=low, avoidance=high", 14.9) { }, new("gender=M, anxiety=low, avoidance=low", 0.7, 0.1, Flagged: true)],
        "fewer than one block");

    public static Chart.Lines Lines(string text = "Imbalance over the course") => new(
        text, "Mean over trials.", new("Participants so far"), new("Mean |D|", null, 2, FromZero: true),
        [.. new[] { "overall", "within gender", text }.Select((label, k) => new LineSeries(label, [.. Enumerable.Range(1, 20).Select(i => new LinePoint(i * 5, (k + 1) * Math.Sqrt(i)))]))]);

    public static IEnumerable<Chart> All(string text) => [Scatter(text), Histogram(text), Bars(text), Lines(text)];
}
