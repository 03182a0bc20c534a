using System.Collections.Immutable;

namespace OxyTrial.Instruments;

/// <summary>A measure that puts a person into one of a few categories: an interview that is coded, or prototypes that are rated. It has no scale that could be cut.</summary>
public abstract record CategoricalMeasure : Instrument
{
    private protected CategoricalMeasure(Naming naming, ImmutableArray<string> categories)
        : base(naming) => Categories = [.. categories.Select(name => new Category(naming.Id, name))];

    /// <summary>Its categories, in the order they are reported.</summary>
    public ImmutableArray<Category> Categories { get; }

    /// <summary>The category of that name, or null.</summary>
    public Category? FindCategory(string? name) => Categories.FirstOrDefault(category => category.Name == name);
}

/// <summary>
/// A category of one instrument. Only a <see cref="CategoricalMeasure"/> makes one; that two instruments use the same word does not
/// make their categories equal.
/// </summary>
public sealed record Category
{
    internal Category(string instrument, string name) => (Instrument, Name) = (instrument, name);

    /// <summary>Id of the instrument.</summary>
    public string Instrument { get; }

    /// <summary>Name as written in a spec, e.g. <c>secure</c>.</summary>
    public string Name { get; }
}
