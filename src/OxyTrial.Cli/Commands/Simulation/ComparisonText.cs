using System.Text;
using OxyTrial.Assessment.Comparison;
using OxyTrial.Assessment.Reports;
using static System.FormattableString;

namespace OxyTrial.Cli.Commands.Simulation;

/// <summary>A comparison for a terminal: a star marks the designs that no other beats.</summary>
internal static class ComparisonText
{
    public static string Of(IReadOnlyList<ComparedDesign> designs, ImbalanceMeasure imbalance, GuessMeasure guess)
    {
        var run = designs[0].Result.Run;
        var trades = designs.Select(design => TradeOf.Result(design.Result, imbalance, guess)).ToArray();
        var best = DesignTrade.NotBeaten(trades);
        var width = designs.Max(design => design.Label.Length);
        var text = new StringBuilder();
        text.Append(Invariant($"{run.Patients} patients, {run.Trials} trials of each design, seed {run.Seed}; * = no other design beats it\n"));
        text.Append(Invariant($"imbalance: {CompareCommand.NameOf(imbalance)}; guesses: {CompareCommand.NameOf(guess)}; ± standard errors\n\n"));
        text.Append(Invariant($"  {"design".PadRight(width)}  {"mean imbalance",17}  {"guessed",19}  {"own cell",8}  {"known",6}  {"certain",7}\n"));
        foreach (var (index, design) in designs.Index())
        {
            var (trade, guesses) = (trades[index], design.Result.Predictability);
            text.Append(Invariant($"{(best[index] ? '*' : ' ')} {design.Label.PadRight(width)}  {trade.Imbalance.Mean,8:0.000} {Error(trade.Imbalance.StandardError),8}  {100 * trade.Guessed.Mean,8:0.00} ± {100 * trade.Guessed.StandardError,5:0.00} %"));
            text.Append(Invariant($"  {100 * guesses.OwnCell.Mean,6:0.0} %  {100 * guesses.KnownProcedure.Mean,4:0.0} %  {100 * guesses.Deterministic.Mean,5:0.0} %\n"));
        }

        return text.ToString();
    }

    // The mean over margins has no error to tell.
    private static string Error(double error) => error > 0 ? Invariant($"± {error,6:0.000}") : "";
}
