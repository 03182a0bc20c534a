using OxyTrial.Instruments;
using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs.Checks;

/// <summary>A factor that is a category of an instrument: the categories themselves, or a grouping that has each of them once.</summary>
internal static class CategoryFactorChecks
{
    public static void Run(SectionNode factor, CategoricalMeasure measure, Findings findings)
    {
        foreach (var key in ScaleFactorChecks.Given(factor))
        {
            findings.Error(factor.Find(key)!, $"'{measure.Id}' gives a category and has no scale to cut; remove '{key}', or name a questionnaire");
        }

        if (factor.Find("levels") is SectionNode grouping)
        {
            CheckGrouping(grouping, measure, findings);
        }
        else if (factor.Find("levels") is { } levels)
        {
            findings.Error(levels, $"the levels of '{measure.Id}' are its categories; remove 'levels', or group them: write the categories of each level, such as {Example(measure)}");
        }
    }

    /// <summary>Level by category as the factor has it: grouped, or each category its own level.</summary>
    public static IEnumerable<(string Level, string Category)> Levels(SpecNode factor, CategoricalMeasure measure) => factor.Find("levels") is SectionNode grouping
        ? grouping.Entries.SelectMany(entry => grouping.Items(entry.Key.Text).Select(category => (entry.Key.Text, category.Text() ?? string.Empty)))
        : measure.Categories.Select(category => (category.Name, category.Name));

    private static void CheckGrouping(SectionNode grouping, CategoricalMeasure measure, Findings findings)
    {
        string[] known = [.. measure.Categories.Select(category => category.Name)];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in grouping.Entries.SelectMany(entry => grouping.Items(entry.Key.Text)).Where(item => item.Text() is not null))
        {
            if (!known.Contains(item.Text()!))
            {
                findings.Error(item, $"'{measure.Id}' has no category '{item.Text()}'{NearestKey.Hint(item.Text()!, known)}");
            }
            else if (!seen.Add(item.Text()!))
            {
                findings.Error(item, $"category '{item.Text()}' is in two levels; keep one");
            }
        }

        if (known.Except(seen).ToArray() is { Length: > 0 } left)
        {
            findings.Error(grouping, $"no level has the {(left.Length == 1 ? "category" : "categories")} {string.Join(", ", left)} of '{measure.Id}'; every category needs a level");
        }
    }

    private static string Example(CategoricalMeasure measure) =>
        $"{{ {measure.Categories[0].Name}: [{measure.Categories[0].Name}], other: [{string.Join(", ", measure.Categories.Skip(1).Select(category => category.Name))}] }}";
}
