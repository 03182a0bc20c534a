using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OxyTrial.Assessment.Numbers;
using OxyTrial.Assessment.Rerandomization;
using OxyTrial.Randomization;

namespace OxyTrial.Cli.Analysis;

/// <summary>The result of a re-randomization test as text or JSON.</summary>
internal sealed class RerandomizationReport(
    AnalysisData data, ArmComparison comparison, RerandomizationTest test, RerandomizationOutcome outcome, string column, string[] inputs)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly string _first = data.Question.Ratio.Arms[comparison.First].Name;
    private readonly string _second = data.Question.Ratio.Arms[comparison.Second].Name;
    private readonly int _missing = data.Rows.Count(row => row.Participant.Value is null);

    private string Alternative => comparison.Alternative switch
    {
        Assessment.Rerandomization.Alternative.Greater => "greater",
        Assessment.Rerandomization.Alternative.Less => "less",
        _ => "two-sided",
    };

    private bool IsMeans => comparison.Statistic == TestStatistic.DifferenceInMeans;

    public string AsJson()
    {
        var (exact, drawn) = (outcome as RerandomizationOutcome.Exact, outcome as RerandomizationOutcome.MonteCarlo);
        var p = exact?.Test.PValue ?? drawn!.Test.PValue;
        return JsonSerializer.Serialize(
            new
            {
                procedure = data.Question.Procedure.Method,
                statistic = IsMeans ? "difference-in-means" : "centered-score-sum",
                column,
                arms = new[] { _first, _second },
                alternative = Alternative,
                participants = data.Rows.Count,
                missing = _missing,
                lists = test.Lists,
                observed = test.Observed.ToString(),
                observedDecimal = test.Observed.ToDouble(),
                method = exact is null ? "monte-carlo" : "exact",
                p = p.ToString(),
                pDecimal = p.ToDouble(),
                standardError = drawn?.Test.StandardError,
                replicates = drawn?.Test.Replicates,
                extreme = drawn?.Test.Extreme,
                undefined = drawn?.Test.Undefined.ToString(CultureInfo.InvariantCulture) ?? exact!.Test.Undefined.ToString(),
                seed = drawn?.Seed,
                sequences = exact?.Test.Sequences.ToString(CultureInfo.InvariantCulture),
                command = Command,
            },
            Json) + "\n";
    }

    public string AsText() => string.Join('\n', (IEnumerable<string>)
    [
        $"re-randomization test, {data.Question.Procedure.Method}, {data.Question.Ratio}",
        $"participants   {data.Rows.Count} on {test.Lists} {(test.Lists == 1 ? "list" : "lists")}; {_missing} without a value of '{column}', allocated anew but not in the statistic",
        $"statistic      {(IsMeans ? $"mean of {_first} less mean of {_second}" : $"sum over {_first} of the score less the mean score of {_first} and {_second}")}",
        $"observed       {Both(test.Observed)}",
        $"alternative    {Alternative}",
        .. outcome.Match(ExactLines, MonteCarloLines),
        $"to reproduce   {Command}",
    ]) + "\n";

    private static IEnumerable<string> ExactLines(RerandomizationOutcome.Exact exact) =>
    [
        $"p              {Both(exact.Test.PValue)}",
        $"method         exact: all {exact.Test.Sequences} sequences of the procedure{(exact.Asked ? string.Empty : ", because there are few")}",
        .. exact.Test.Undefined.Sign == 0 ? Array.Empty<string>() : [$"               {Both(exact.Test.Undefined)} of p are sequences that leave an arm without a value; they count as extreme"],
    ];

    private static IEnumerable<string> MonteCarloLines(RerandomizationOutcome.MonteCarlo drawn) =>
    [
        $"p              {Both(drawn.Test.PValue)}, standard error {drawn.Test.StandardError.ToString("0.000000", CultureInfo.InvariantCulture)}",
        $"method         Monte Carlo: (1 + {drawn.Test.Extreme})/({drawn.Test.Replicates} + 1), seed {drawn.Seed}",
        .. drawn.Test.Undefined == 0 ? Array.Empty<string>() : [$"               {drawn.Test.Undefined} replicates left an arm without a value; they count as extreme"],
    ];

    private string Command => string.Join(' ', (IEnumerable<string>)
    [
        "oxytrial analyze rerandomize", .. inputs.Select(Quoted),
        IsMeans ? "--outcome" : "--score", Quoted(column), "--compare", Quoted($"{_first},{_second}"), "--alternative", Alternative,
        .. outcome.Match<string[]>(_ => ["--exact"], drawn => ["--replicates", $"{drawn.Test.Replicates}", "--seed", $"{drawn.Seed}"]),
    ]);

    private static string Quoted(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./,:=".Contains(letter, StringComparison.Ordinal)) && text.Length > 0
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Both(Rational value) => value.Denominator.IsOne || value.ToString().Length > 60
        ? value.ToDouble().ToString("0.######", CultureInfo.InvariantCulture)
        : $"{value.ToDouble().ToString("0.000000", CultureInfo.InvariantCulture)} = {value}";
}
