using System.Globalization;
using OxyTrial.Instruments;
using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs.Checks;

/// <summary>A factor read off a questionnaire's scale: cut-off, tie rule, targets and measurement error.</summary>
internal static class ScaleFactorChecks
{
    private static readonly string[] Required = ["scale", "cut-off", "at-cut-off"];
    private static readonly string[] Keys = [.. Required, "targets", "standard-deviation", "reliability"];

    /// <summary>The keys of this form that the factor has.</summary>
    public static IReadOnlyList<string> Given(SectionNode factor) => [.. Keys.Where(key => factor.Find(key) is not null)];

    public static void Run(SectionNode factor, Questionnaire questionnaire, Findings findings)
    {
        if (factor.Find("levels") is { } levels)
        {
            findings.Error(levels, $"'{questionnaire.Id}' gives scores, and the levels of a score are low and high; remove 'levels', or remove the instrument's keys");
        }

        foreach (var missing in Required.Where(key => factor.Find(key) is null))
        {
            findings.Error(factor, $"a factor read off '{questionnaire.Id}' needs '{missing}' too");
        }

        CheckScale(factor, questionnaire, findings);
        CheckTargets(factor, questionnaire, findings);
        CheckMeasurementError(factor, questionnaire, findings);
    }

    private static void CheckScale(SectionNode factor, Questionnaire questionnaire, Findings findings)
    {
        if (factor.Text("scale") is { } scale && !questionnaire.Dimensions.Contains(scale))
        {
            findings.Error(factor.Find("scale")!, $"'{questionnaire.Id}' has no scale '{scale}'{NearestKey.Hint(scale, [.. questionnaire.Dimensions])}");
        }

        // A score on the smallest value would leave no score below it, and likewise at the other end.
        if (factor.Decimal("cut-off") is { } cutOff && (cutOff <= questionnaire.Range.Minimum || cutOff >= questionnaire.Range.Maximum))
        {
            findings.Error(factor.Find("cut-off")!, string.Create(CultureInfo.InvariantCulture, $"a cut-off of {cutOff} leaves one level empty: scores of '{questionnaire.Id}' go from {questionnaire.Range.Minimum} to {questionnaire.Range.Maximum}; write a value in between"));
        }
    }

    private static void CheckTargets(SectionNode factor, Questionnaire questionnaire, Findings findings)
    {
        if (factor.Find("targets") is { } given && !questionnaire.Targets.Any())
        {
            findings.Error(given, $"'{questionnaire.Id}' is not asked about persons; remove 'targets'");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in factor.Items("targets").Where(item => item.Text() is not null))
        {
            if (!questionnaire.Targets.Contains(item.Text()!))
            {
                findings.Error(item, $"'{questionnaire.Id}' is not asked about '{item.Text()}'{NearestKey.Hint(item.Text()!, [.. questionnaire.Targets])}");
            }
            else if (!seen.Add(item.Text()!))
            {
                findings.Error(item, $"target '{item.Text()}' is listed twice; keep one");
            }
        }
    }

    private static void CheckMeasurementError(SectionNode factor, Questionnaire questionnaire, Findings findings)
    {
        var (deviation, reliability) = (factor.Find("standard-deviation"), factor.Find("reliability"));
        if (deviation is null != reliability is null)
        {
            var missing = deviation is null ? "standard-deviation" : "reliability";
            findings.Error((deviation ?? reliability)!, $"the standard error of measurement needs '{missing}' too; write both, or leave both out");
        }

        // Popoviciu (1935): no distribution on an interval varies more than one that sits on its two ends.
        var most = (questionnaire.Range.Maximum - questionnaire.Range.Minimum) / 2m;
        if (deviation.Decimal() is { } sd && (sd <= 0 || sd > most))
        {
            findings.Error(deviation!, string.Create(CultureInfo.InvariantCulture, $"scores from {questionnaire.Range.Minimum} to {questionnaire.Range.Maximum} have a standard deviation above 0 and up to {most}, not {sd}"));
        }

        if (reliability.Decimal() is 1)
        {
            findings.Error(reliability!, "a reliability of 1 would be a scale without error; write the published one, from 0 to below 1");
        }
    }
}
