using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OxyTrial.Instruments;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Web.Pages.Measures;

/// <summary>What a questionnaire, filled in or half so, comes to: in the words of the page, which its script writes too.</summary>
/// <param name="Progress">How many items are answered.</param>
/// <param name="State">Whether it can be scored, and else what is in the way.</param>
/// <param name="Scales">Each scale, and the means over targets.</param>
/// <param name="Factors">Each factor read off it.</param>
public sealed record QuestionnaireScores(string Progress, string State, ImmutableArray<ScaleRow> Scales, ImmutableArray<FactorRow> Factors)
{
    private const string None = "–";

    /// <summary>From responses, null = not answered.</summary>
    public static QuestionnaireScores Of(StudySpec spec, Questionnaire questionnaire, ImmutableArray<int?> responses)
    {
        var scores = questionnaire.Score(responses).Match(scored => scored.Scales, unscorable => unscorable.Scorable);
        (int Answered, int Missing) Count(Scale scale)
        {
            var given = questionnaire.Items.Zip(responses).Where(pair => pair.First.Scale == scale.Name).ToArray();
            return (given.Count(pair => pair.Second is not null), given.Count(pair => pair.Second is null));
        }

        var gaps = questionnaire.Scales.Where(scale => scores.All(score => score.Scale != scale.Name)).Select(scale => scale.Name).ToArray();
        return new QuestionnaireScores(
            string.Create(CultureInfo.InvariantCulture, $"{responses.Count(response => response is not null)} of {responses.Length} answered"),
            gaps.Length == 0 ? "Can be scored: every scale has enough answers." : $"Cannot be scored yet: too few answers on {string.Join(", ", gaps)}.",
            Rows(questionnaire, scores, Count),
            Rows(spec, questionnaire, scores));
    }

    /// <summary>From recorded scores, which stand as they are.</summary>
    public static QuestionnaireScores Of(StudySpec spec, Questionnaire questionnaire, ImmutableArray<ScaleScore> scores) => new(
        string.Empty,
        string.Empty,
        Rows(questionnaire, scores, scale => scores.FirstOrDefault(score => score.Scale == scale.Name) is { } score ? (score.Answered, score.Missing) : (0, 0)),
        Rows(spec, questionnaire, scores));

    /// <summary>The key, rules and factors as the script takes them: fractions as digits, so that it compares exactly as the server does.</summary>
    public static string KeyOf(StudySpec spec, Questionnaire questionnaire) => JsonSerializer.Serialize(
        new
        {
            Sum = questionnaire.Range.Minimum + questionnaire.Range.Maximum,
            Items = questionnaire.Items.Select(item => new { item.Id, item.Scale, item.Reversed }),
            Scales = questionnaire.Scales.Select(scale => new { scale.Name, scale.MaximumMissing }),
            Means = Means(questionnaire).Select(mean => new { mean.Name, mean.Scales }),
            Factors = FactorsOf(spec, questionnaire).Select(factor => new
            {
                factor.Name,
                Scales = (factor.Targets ?? []) is { IsEmpty: false } targets ? targets.Select(target => Scale.NameOf(factor.Scale, target)) : [factor.Scale],
                CutOff = Digits(ExactScore.Of(factor.CutOff)),
                AtCutOff = factor.LevelOf(ExactScore.Of(factor.CutOff)),
                factor.Levels,
                Variance = factor.MeasurementError is { } error ? Digits(error.Variance) : null,
                Error = factor.MeasurementError is { } printed ? Text(printed.ToDecimal()) : null,
            }),
        },
        JsonSerializerOptions.Web);

    private static IEnumerable<InstrumentFactor> FactorsOf(StudySpec spec, Questionnaire questionnaire) =>
        spec.Factors.OfType<InstrumentFactor>().Where(factor => factor.Instrument == questionnaire.Id);

    private static IEnumerable<(string Name, ImmutableArray<string> Scales)> Means(Questionnaire questionnaire) => questionnaire.Targets.Count() < 2 ? [] :
        questionnaire.Dimensions.Select(dimension => (dimension, questionnaire.Scales.Where(scale => scale.Dimension == dimension).Select(scale => scale.Name).ToImmutableArray()));

    private static ImmutableArray<ScaleRow> Rows(Questionnaire questionnaire, ImmutableArray<ScaleScore> scores, Func<Scale, (int Answered, int Missing)> count) =>
        [.. questionnaire.Scales.Select(scale => RowOf(scale, count(scale), scores)), .. Means(questionnaire).Select(mean => RowOf(mean, scores))];

    private static ImmutableArray<FactorRow> Rows(StudySpec spec, Questionnaire questionnaire, ImmutableArray<ScaleScore> scores) =>
        [.. FactorsOf(spec, questionnaire).Select(factor => RowOf(factor, factor.ScoreOf(scores)))];

    private static ScaleRow RowOf(Scale scale, (int Answered, int Missing) count, ImmutableArray<ScaleScore> scores) => new(
        scale.Name, scale.Name, Text(scores.FirstOrDefault(score => score.Scale == scale.Name)?.ToDecimal()), Number(count.Answered), Number(count.Missing), Number(scale.MaximumMissing));

    private static ScaleRow RowOf((string Name, ImmutableArray<string> Scales) mean, ImmutableArray<ScaleScore> scores)
    {
        var found = scores.Where(score => mean.Scales.Contains(score.Scale)).Select(score => score.Value).ToArray();
        return new ScaleRow(mean.Name, $"{mean.Name}, mean over persons", Text(found.Length == mean.Scales.Length ? ExactScore.Mean(found).ToDecimal() : null), string.Empty, string.Empty, string.Empty);
    }

    private static FactorRow RowOf(InstrumentFactor factor, ExactScore? score) => new(
        factor.Name,
        Text(score?.ToDecimal()),
        factor.CutOff.ToString(CultureInfo.InvariantCulture),
        score is null ? None : factor.LevelOf(score) + (score.CompareTo(ExactScore.Of(factor.CutOff)) == 0 ? " (on the cut-off)" : string.Empty),
        (factor.MeasurementError, score) switch
        {
            (null, _) => "error not given",
            (_, null) => None,
            ({ } error, { } value) => $"{(factor.IsUncertain(value) ? "yes, within" : "no, beyond")} ±{Text(error.ToDecimal())}",
        });

    private static string[] Digits(ExactScore score) => [score.Digits.Numerator, score.Digits.Denominator];

    private static string Text(decimal? score) => score?.ToString("0.00##", CultureInfo.InvariantCulture) ?? None;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A scale, or a mean of scales over persons.</summary>
/// <param name="Name">Name in the key.</param>
/// <param name="Label">Name on the page.</param>
/// <param name="Score">Score, or a dash.</param>
/// <param name="Answered">Items answered; empty for a mean.</param>
/// <param name="Missing">Items not answered.</param>
/// <param name="MayBeMissing">Most that may be missing.</param>
public sealed record ScaleRow(string Name, string Label, string Score, string Answered, string Missing, string MayBeMissing);

/// <summary>A factor read off a score.</summary>
/// <param name="Name">Name.</param>
/// <param name="Score">The score that decides, or a dash.</param>
/// <param name="CutOff">Cut-off.</param>
/// <param name="Level">Level, or a dash.</param>
/// <param name="Near">Whether the score is less than one standard error of measurement from the cut-off.</param>
public sealed record FactorRow(string Name, string Score, string CutOff, string Level, string Near);
