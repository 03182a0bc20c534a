namespace OxyTrial.Instruments;

/// <summary>
/// A measure of attachment in a definite version. There are two traditions, and they are two types: a <see cref="Questionnaire"/>
/// gives scores on dimensions, a <see cref="CategoricalMeasure"/> gives a category. The two classifications of one person correspond
/// poorly (Levy et al.), so nothing here turns one into the other: only a questionnaire makes a score, only a categorical measure
/// makes a <see cref="Category"/>, and a cut-off takes scores only.
/// </summary>
/// <remarks>The wording of items is licensed and is not part of this software; an item is known by its canonical id and number.</remarks>
public abstract record Instrument
{
    private protected Instrument(Naming naming) => (Id, Title, Version, Source, Remark) = naming;

    /// <summary>Id as written in a spec, e.g. <c>ecr-r</c>.</summary>
    public string Id { get; }

    /// <summary>Full name.</summary>
    public string Title { get; }

    /// <summary>Version whose item order the numbers follow; versions that renumber items are instruments of their own.</summary>
    public string Version { get; }

    /// <summary>Citation of the paper that defines the key.</summary>
    public string Source { get; }

    /// <summary>What a user must know before relying on the key, as a sentence; null when nothing.</summary>
    public string? Remark { get; }

    /// <summary>Visits the kind at hand.</summary>
    public abstract T Match<T>(Func<Questionnaire, T> questionnaire, Func<PrototypeMeasure, T> prototypes, Func<CodedInterview, T> interview);
}

/// <summary>How an instrument is named and where its key comes from.</summary>
internal sealed record Naming(string Id, string Title, string Version, string Source, string? Remark = null);
