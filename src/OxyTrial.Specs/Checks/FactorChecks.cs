using System.Globalization;
using OxyTrial.Instruments;
using OxyTrial.Specs.Format;
using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs.Checks;

/// <summary>Stratification factors: levels recorded, read off an instrument, or the sites.</summary>
internal static class FactorChecks
{
    private static readonly string[] InstrumentKeys = ["instrument", "scale", "cut-off", "at-cut-off"];

    public static void Run(SectionNode root, Findings findings)
    {
        CrossChecks.Distinct(root, "factors", "name", findings);
        foreach (var factor in root.Items("factors").OfType<SectionNode>())
        {
            if (factor.Find("name") is { } name && name.Text() == "cohort")
            {
                findings.Error(name, "'cohort' is already part of every stratum; list cohorts under 'cohorts' and remove this factor");
            }

            CheckForm(factor, root, findings);
        }
    }

    private static void CheckForm(SectionNode factor, SectionNode root, Findings findings)
    {
        var given = InstrumentKeys.Where(key => factor.Find(key) is not null).ToList();
        var levels = factor.Find("levels");
        if (levels is null && given.Count == 0)
        {
            findings.Error(factor, "a factor needs 'levels' (a list or the word sites), or 'instrument', 'scale', 'cut-off' and 'at-cut-off'");
        }
        else if (levels is not null && given.Count > 0)
        {
            findings.Error(levels, "the levels of an instrument's factor are low and high; remove 'levels', or remove the instrument's keys");
        }
        else if (levels is not null)
        {
            CheckLevels(levels, root, findings);
        }
        else
        {
            CheckInstrument(factor, given, findings);
        }
    }

    private static void CheckLevels(SpecNode levels, SectionNode root, Findings findings)
    {
        if (levels.Text() == LevelsType.Sites && root.Items("sites").Length == 1)
        {
            findings.Error(levels, "the spec has one site, and a factor needs at least two levels; add a site or remove this factor");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in (levels as ListNode)?.Items.Where(item => item.Text() is { } text && !seen.Add(text)) ?? [])
        {
            findings.Error(item, $"level '{item.Text()}' is listed twice; keep one");
        }
    }

    private static void CheckInstrument(SectionNode factor, List<string> given, Findings findings)
    {
        foreach (var missing in InstrumentKeys.Except(given))
        {
            findings.Error(factor, $"a factor read off an instrument needs '{missing}' too");
        }

        if (factor.Text("instrument") is not { } id)
        {
            return;
        }

        if (!InstrumentCatalogue.TryGet(id, out var instrument))
        {
            findings.Error(factor.Find("instrument")!, $"unknown instrument '{id}'{NearestKey.Hint(id, [.. InstrumentCatalogue.All.Select(known => known.Id)])}");
            return;
        }

        CheckScale(factor, instrument, findings);
    }

    private static void CheckScale(SectionNode factor, Instrument instrument, Findings findings)
    {
        if (factor.Text("scale") is { } scale && instrument.FindScale(scale) is null)
        {
            findings.Error(factor.Find("scale")!, $"'{instrument.Id}' has no scale '{scale}'{NearestKey.Hint(scale, [.. instrument.Scales.Select(known => known.Name)])}");
        }

        // A score on the smallest value would leave no score below it, and likewise at the other end.
        if (factor.Decimal("cut-off") is { } cutOff && (cutOff <= instrument.Range.Minimum || cutOff >= instrument.Range.Maximum))
        {
            findings.Error(factor.Find("cut-off")!, string.Create(CultureInfo.InvariantCulture, $"a cut-off of {cutOff} leaves one level empty: scores of '{instrument.Id}' go from {instrument.Range.Minimum} to {instrument.Range.Maximum}; write a value in between"));
        }
    }
}
