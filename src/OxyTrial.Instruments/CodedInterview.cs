using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace OxyTrial.Instruments;

/// <summary>An interview whose transcript a certified coder classifies. The category is entered with the coder's id and is never derived from responses.</summary>
public sealed partial record CodedInterview : CategoricalMeasure
{
    internal CodedInterview(Naming naming, ImmutableArray<string> categories)
        : base(naming, categories)
    {
    }

    /// <summary>The coder's category.</summary>
    /// <param name="category">Name of the category.</param>
    /// <param name="coder">The certified coder's id: 1 to 40 letters (A–Z), digits, <c>-</c>, <c>_</c> or <c>.</c>, starting with a letter or digit.</param>
    public CodingOutcome Code(string category, string coder) => (FindCategory(category), coder is not null && Form().IsMatch(coder)) switch
    {
        (null, _) => new CodingRefused(ScoreRefusal.CategoryUnknown(this, category)),
        (_, false) => new CodingRefused(ScoreRefusal.CoderMissing(this)),
        ({ } found, true) => new Coded(found, coder!),
    };

    /// <inheritdoc/>
    public override T Match<T>(Func<Questionnaire, T> questionnaire, Func<PrototypeMeasure, T> prototypes, Func<CodedInterview, T> interview)
    {
        ArgumentNullException.ThrowIfNull(interview);
        return interview(this);
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,39}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

/// <summary>What entering a coder's category gives: <see cref="Coded"/> or <see cref="CodingRefused"/>.</summary>
public abstract record CodingOutcome
{
    private protected CodingOutcome()
    {
    }

    /// <summary>Visits the case at hand.</summary>
    public abstract T Match<T>(Func<Coded, T> coded, Func<CodingRefused, T> refused);
}

/// <summary>The category stands.</summary>
/// <param name="Category">Category.</param>
/// <param name="Coder">Who coded.</param>
public sealed record Coded(Category Category, string Coder) : CodingOutcome
{
    /// <inheritdoc/>
    public override T Match<T>(Func<Coded, T> coded, Func<CodingRefused, T> refused)
    {
        ArgumentNullException.ThrowIfNull(coded);
        return coded(this);
    }
}

/// <summary>No such category, or no coder.</summary>
/// <param name="Refusal">Which.</param>
public sealed record CodingRefused(ScoreRefusal Refusal) : CodingOutcome
{
    /// <inheritdoc/>
    public override T Match<T>(Func<Coded, T> coded, Func<CodingRefused, T> refused)
    {
        ArgumentNullException.ThrowIfNull(refused);
        return refused(this);
    }
}
