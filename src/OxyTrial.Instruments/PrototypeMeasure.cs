using System.Collections.Immutable;

namespace OxyTrial.Instruments;

/// <summary>
/// A few prototypes of relating, each rated for how well it fits, and one chosen as the best. The category is the prototype rated
/// highest; among several rated highest it is the chosen one, else there is none.
/// </summary>
public sealed record PrototypeMeasure : CategoricalMeasure
{
    internal PrototypeMeasure(Naming naming, ResponseRange range, ImmutableArray<Prototype> prototypes)
        : base(naming, [.. prototypes.Select(prototype => prototype.Category)]) => (Range, Prototypes) = (range, prototypes);

    /// <summary>Smallest and largest rating.</summary>
    public ResponseRange Range { get; }

    /// <summary>Prototypes in the order they are presented; ratings are given in this order.</summary>
    public ImmutableArray<Prototype> Prototypes { get; }

    /// <summary>Rates.</summary>
    /// <param name="ratings">One rating a prototype in the order of <see cref="Prototypes"/>; null = not rated. None may be missing.</param>
    /// <param name="choice">Category of the prototype chosen as the best; null or empty when none was chosen. It decides ties and nothing else.</param>
    /// <returns>
    /// <see cref="Rated"/>, or <see cref="Unratable"/>. Precedence: wrong number of ratings; ratings out of range; an unknown choice;
    /// missing ratings; a tie that the choice does not settle.
    /// </returns>
    public RatingOutcome Rate(IReadOnlyList<int?> ratings, string? choice)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        if (ratings.Count != Prototypes.Length)
        {
            return new Unratable([ScoreRefusal.WrongNumberOfResponses(this, Prototypes.Length, ratings.Count)]);
        }

        var chosen = string.IsNullOrEmpty(choice) ? null : choice;
        var rated = Prototypes.Zip(ratings, (prototype, rating) => (Prototype: prototype, Rating: rating)).ToArray();
        var wrong = rated.Where(one => one.Rating is { } given && !Range.Contains(given))
            .Select(one => ScoreRefusal.ResponseOutOfRange(Range, one.Prototype.Id, one.Prototype.Label, one.Rating!.Value)).ToImmutableArray();
        var missing = rated.Count(one => one.Rating is null);
        return !wrong.IsEmpty ? new Unratable(wrong)
            : chosen is not null && FindCategory(chosen) is null ? new Unratable([ScoreRefusal.CategoryUnknown(this, chosen)])
            : missing > 0 ? new Unratable([ScoreRefusal.RatingsMissing(this, missing)])
            : Rate([.. rated.Select(one => (one.Prototype, one.Rating!.Value))], chosen);
    }

    /// <inheritdoc/>
    public override T Match<T>(Func<Questionnaire, T> questionnaire, Func<PrototypeMeasure, T> prototypes, Func<CodedInterview, T> interview)
    {
        ArgumentNullException.ThrowIfNull(prototypes);
        return prototypes(this);
    }

    private RatingOutcome Rate(ImmutableArray<(Prototype Prototype, int Rating)> rated, string? choice)
    {
        var highest = rated.Max(one => one.Rating);
        var best = rated.Where(one => one.Rating == highest).Select(one => one.Prototype.Category).ToImmutableArray();
        var category = best.Length == 1 ? best[0] : best.FirstOrDefault(one => one == choice);
        var models = new PrototypeModels(rated.Sum(one => one.Prototype.Self * one.Rating), rated.Sum(one => one.Prototype.Other * one.Rating));
        return category is null
            ? new Unratable([ScoreRefusal.Tied(this, best)]) { Models = models }
            : new Rated(FindCategory(category)!, models, Tied: best.Length > 1, ChosenOther: choice is not null && choice != category);
    }
}

/// <summary>One prototype; its description is the license holder's.</summary>
/// <param name="Id">Canonical id, e.g. <c>rq-secure</c>: by prototype, so that a form with another order cannot be misread.</param>
/// <param name="Letter">Letter on the form.</param>
/// <param name="Category">Name of its category.</param>
/// <param name="Self">+1 when its model of the self is positive, else −1.</param>
/// <param name="Other">+1 when its model of others is positive, else −1.</param>
public sealed record Prototype(string Id, string Letter, string Category, int Self, int Other)
{
    /// <summary>How a sentence names it.</summary>
    public string Label => $"Prototype {Letter} ({Category})";
}

/// <summary>Two sums of the ratings, kept for analysis. They are no scale scores: no cut-off takes them.</summary>
/// <param name="Self">Model of the self: (secure + dismissing) − (preoccupied + fearful).</param>
/// <param name="Other">Model of others: (secure + preoccupied) − (dismissing + fearful).</param>
public sealed record PrototypeModels(int Self, int Other);

/// <summary>What rating prototypes gives: <see cref="Rated"/> or <see cref="Unratable"/>.</summary>
public abstract record RatingOutcome
{
    private protected RatingOutcome()
    {
    }

    /// <summary>Visits the case at hand.</summary>
    public abstract T Match<T>(Func<Rated, T> rated, Func<Unratable, T> unratable);
}

/// <summary>There is a category.</summary>
/// <param name="Category">Category.</param>
/// <param name="Models">Self and other model.</param>
/// <param name="Tied">Whether the choice settled a tie.</param>
/// <param name="ChosenOther">Whether another prototype was chosen as the best than the one rated highest; the rating counts.</param>
public sealed record Rated(Category Category, PrototypeModels Models, bool Tied, bool ChosenOther) : RatingOutcome
{
    /// <inheritdoc/>
    public override T Match<T>(Func<Rated, T> rated, Func<Unratable, T> unratable)
    {
        ArgumentNullException.ThrowIfNull(rated);
        return rated(this);
    }
}

/// <summary>There is no category, which blocks randomization.</summary>
/// <param name="Refusals">At least one.</param>
public sealed record Unratable(ImmutableArray<ScoreRefusal> Refusals) : RatingOutcome
{
    /// <summary>Self and other model when every prototype is rated and only the tie is open; else null.</summary>
    public PrototypeModels? Models { get; init; }

    /// <inheritdoc/>
    public override T Match<T>(Func<Rated, T> rated, Func<Unratable, T> unratable)
    {
        ArgumentNullException.ThrowIfNull(unratable);
        return unratable(this);
    }
}
