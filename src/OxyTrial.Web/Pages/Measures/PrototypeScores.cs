using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OxyTrial.Instruments;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Web.Pages.Measures;

/// <summary>What rated prototypes come to: in the words of the page, which its script writes too.</summary>
/// <param name="Progress">How many are rated.</param>
/// <param name="State">Whether there is a category, and else what is in the way.</param>
/// <param name="Category">Category, or a dash.</param>
/// <param name="Self">Model of the self, or a dash.</param>
/// <param name="Other">Model of others, or a dash.</param>
/// <param name="Factors">Level by factor, or a dash.</param>
public sealed record PrototypeScores(string Progress, string State, string Category, string Self, string Other, ImmutableArray<(string Name, string Level)> Factors)
{
    private const string None = "–";

    /// <summary>From ratings, null = not rated, and the prototype chosen as the best.</summary>
    public static PrototypeScores Of(StudySpec spec, PrototypeMeasure measure, ImmutableArray<int?> ratings, string? choice)
    {
        var (category, models, state) = measure.Rate(ratings, choice).Match<(Category?, PrototypeModels?, string)>(
            rated => (rated.Category, rated.Models, rated.ChosenOther ? $"There is a category. {choice} was chosen as the best, but the rating decides." : "There is a category."),
            unratable => (null, unratable.Models, unratable.Refusals[0].Sentence));
        return new PrototypeScores(
            string.Create(CultureInfo.InvariantCulture, $"{ratings.Count(rating => rating is not null)} of {ratings.Length} rated"),
            state,
            category?.Name ?? None,
            Number(models?.Self),
            Number(models?.Other),
            [.. FactorsOf(spec, measure).Select(factor => (factor.Name, category is null ? None : factor.LevelOf(category.Name)))]);
    }

    /// <summary>The prototypes and factors as the script takes them.</summary>
    public static string KeyOf(StudySpec spec, PrototypeMeasure measure) => JsonSerializer.Serialize(
        new
        {
            Choice = PrototypesModel.ChoiceField,
            Prototypes = measure.Prototypes.Select(prototype => new { prototype.Id, prototype.Category, prototype.Self, prototype.Other }),
            Factors = FactorsOf(spec, measure).Select(factor => new { factor.Name, Levels = factor.LevelByCategory }),
        },
        JsonSerializerOptions.Web);

    private static IEnumerable<CategoryFactor> FactorsOf(StudySpec spec, PrototypeMeasure measure) =>
        spec.Factors.OfType<CategoryFactor>().Where(factor => factor.Instrument == measure.Id);

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? None;
}
