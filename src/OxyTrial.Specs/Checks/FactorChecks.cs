using OxyTrial.Instruments;
using OxyTrial.Specs.Format;
using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs.Checks;

/// <summary>Stratification factors: levels recorded, read off an instrument, or the sites.</summary>
internal static class FactorChecks
{
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
            CheckRandomized(factor, root, findings);
        }
    }

    private static void CheckRandomized(SectionNode factor, SectionNode root, Findings findings)
    {
        if (factor.Find("randomized") is not { } randomized)
        {
            return;
        }

        if (factor.Find("levels") is not ListNode)
        {
            findings.Error(randomized, "a level that is drawn comes from a list: write 'levels' as a list, and nothing of an instrument or the sites");
        }

        // A refusal for a full stratum would tell the level before it is journaled, and that again and again.
        if (root.Find("caps").Find("per-stratum") is { } cap)
        {
            findings.Error(cap, "a cap on each stratum cannot stand beside a factor whose level is drawn: its refusal would tell the level; cap the study, cohorts or sites");
        }
    }

    private static void CheckForm(SectionNode factor, SectionNode root, Findings findings)
    {
        var levels = factor.Find("levels");
        if (factor.Find("instrument") is { } instrument)
        {
            CheckInstrument(factor, instrument, findings);
        }
        else if (ScaleFactorChecks.Given(factor) is [var stray, ..])
        {
            findings.Error(factor, $"a factor with '{stray}' needs 'instrument' too: write the questionnaire it is read off, or remove '{stray}'");
        }
        else if (levels is null)
        {
            findings.Error(factor, "a factor needs 'levels' (a list or the word sites), or 'instrument' (a questionnaire with 'scale', 'cut-off' and 'at-cut-off', or one that gives categories)");
        }
        else
        {
            CheckLevels(levels, root, findings);
        }
    }

    private static void CheckLevels(SpecNode levels, SectionNode root, Findings findings)
    {
        if (levels.Text() == LevelsType.Sites && root.Items("sites").Length == 1)
        {
            findings.Error(levels, "the spec has one site, and a factor needs at least two levels; add a site or remove this factor");
        }

        if (levels is SectionNode)
        {
            findings.Error(levels, "only an instrument's categories are grouped like this; write a list of levels, or 'instrument' with one that gives categories");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in (levels as ListNode)?.Items.Where(item => item.Text() is { } text && !seen.Add(text)) ?? [])
        {
            findings.Error(item, $"level '{item.Text()}' is listed twice; keep one");
        }
    }

    private static void CheckInstrument(SectionNode factor, SpecNode named, Findings findings)
    {
        if (named.Text() is not { } id)
        {
            return;
        }

        if (!InstrumentCatalogue.TryGet(id, out var instrument))
        {
            findings.Error(named, $"unknown instrument '{id}'{NearestKey.Hint(id, [.. InstrumentCatalogue.All.Select(known => known.Id)])}");
        }
        else if (instrument is Questionnaire questionnaire)
        {
            ScaleFactorChecks.Run(factor, questionnaire, findings);
        }
        else if (instrument is CategoricalMeasure measure)
        {
            CategoryFactorChecks.Run(factor, measure, findings);
        }
    }
}
