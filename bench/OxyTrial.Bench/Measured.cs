using System.Globalization;
using System.Text;

namespace OxyTrial.Bench;

/// <summary>Figures of interleaved rounds: a column a contestant, a row a round.</summary>
internal sealed class Measured(IReadOnlyList<string> contestants, string unit)
{
    private readonly List<double[]> rounds = [];

    public void Add(double[] round) => rounds.Add(round);

    /// <summary>Lower median, range, and the median of the ratios to <paramref name="against"/> within each round.</summary>
    public string ToMarkdown(params (int Contestant, int Against)[] ratios)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| {unit}, lower median of {rounds.Count} rounds | figure | range |").AppendLine("|---|---|---|");
        for (var i = 0; i < contestants.Count; i++)
        {
            var values = rounds.Select(round => round[i]).Order().ToArray();
            text.AppendLine(CultureInfo.InvariantCulture, $"| {contestants[i]} | {LowerMedian(values):#,0.##} | {values[0]:#,0.##}–{values[^1]:#,0.##} |");
        }

        text.AppendLine();
        if (ratios.Length > 0)
        {
            text.AppendLine("| ratio within a round | lower median | range |").AppendLine("|---|---|---|");
            foreach (var (contestant, against) in ratios)
            {
                var values = rounds.Select(round => round[contestant] / round[against]).Order().ToArray();
                text.AppendLine(CultureInfo.InvariantCulture, $"| {contestants[contestant]} ÷ {contestants[against]} | {LowerMedian(values):0.00} | {values[0]:0.00}–{values[^1]:0.00} |");
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    private static double LowerMedian(double[] sorted) => sorted[(sorted.Length - 1) / 2];
}
