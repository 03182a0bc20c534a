using System.Collections.Immutable;

namespace OxyTrial.Instruments;

/// <summary>
/// A self-report questionnaire with dimensional scales: which items it has, which of them are reverse-keyed, and how the scales are
/// scored. It gives scores and never a category.
/// </summary>
public sealed record Questionnaire : Instrument
{
    internal Questionnaire(Naming naming, ResponseRange range, ImmutableArray<Item> items, ImmutableArray<Scale> scales)
        : base(naming) => (Range, Items, Scales) = (range, items, scales);

    /// <summary>Smallest and largest response to an item.</summary>
    public ResponseRange Range { get; }

    /// <summary>Items in the order they are presented; responses are given in this order.</summary>
    public ImmutableArray<Item> Items { get; private init; }

    /// <summary>Scales in the order they are reported; with targets, those of the first target first.</summary>
    public ImmutableArray<Scale> Scales { get; private init; }

    /// <summary>Persons the items are answered about, in order, e.g. <c>mother</c>; empty when they are asked once and about nobody in particular.</summary>
    public IEnumerable<string> Targets => Scales.Select(scale => scale.Target).OfType<string>().Distinct();

    /// <summary>What the scales measure, each once, e.g. <c>anxiety</c>: the words a spec may write as <c>scale</c>.</summary>
    public IEnumerable<string> Dimensions => Scales.Select(scale => scale.Dimension).Distinct();

    /// <inheritdoc/>
    public override T Match<T>(Func<Questionnaire, T> questionnaire, Func<PrototypeMeasure, T> prototypes, Func<CodedInterview, T> interview)
    {
        ArgumentNullException.ThrowIfNull(questionnaire);
        return questionnaire(this);
    }

    /// <summary>The same questionnaire asked about some of its targets only, in the questionnaire's own order.</summary>
    /// <exception cref="ArgumentException">None of the targets is one of the questionnaire's.</exception>
    public Questionnaire About(IReadOnlyCollection<string> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        var scales = Scales.Where(scale => scale.Target is { } target && targets.Contains(target)).ToImmutableArray();
        return scales.IsEmpty
            ? throw new ArgumentException($"{Id} is not asked about {string.Join(", ", targets)}.", nameof(targets))
            : this with { Scales = scales, Items = [.. Items.Where(item => scales.Any(scale => scale.Name == item.Scale))] };
    }

    /// <summary>Scores a filled-in questionnaire.</summary>
    /// <param name="responses">One response per item in the order of <see cref="Items"/>; null = not answered.</param>
    /// <returns>
    /// <see cref="Scored"/> with every scale, or <see cref="Unscorable"/>. Precedence: a wrong number of responses is reported
    /// alone; then every response out of range; then every scale with too many missing responses.
    /// </returns>
    public ScoreOutcome Score(IReadOnlyList<int?> responses)
    {
        ArgumentNullException.ThrowIfNull(responses);
        if (responses.Count != Items.Length)
        {
            return new Unscorable([ScoreRefusal.WrongNumberOfResponses(this, Items.Length, responses.Count)]);
        }

        var answers = Items.Zip(responses, (item, response) => new Answer(item, response)).ToArray();
        var outOfRange = answers.Where(answer => answer.Response is { } given && !Range.Contains(given))
            .Select(answer => ScoreRefusal.ResponseOutOfRange(Range, answer.Item.Id, answer.Item.Label, answer.Response!.Value)).ToImmutableArray();
        return !outOfRange.IsEmpty ? new Unscorable(outOfRange) : Incomplete(answers) ?? (ScoreOutcome)new Scored([.. Scales.Select(scale => ScoreOf(scale, answers))]);
    }

    private Unscorable? Incomplete(Answer[] answers)
    {
        var byScale = Scales.Select(scale => (Scale: scale, Missing: On(scale, answers).Count(answer => answer.Response is null))).ToArray();
        var incomplete = byScale.Where(one => one.Missing > one.Scale.MaximumMissing).ToArray();
        return incomplete.Length == 0 ? null : new Unscorable([.. incomplete.Select(one => ScoreRefusal.TooManyMissing(one.Scale, one.Missing, On(one.Scale, answers).Count()))])
        {
            Scorable = [.. byScale.Except(incomplete).Select(one => ScoreOf(one.Scale, answers))],
        };
    }

    private ScaleScore ScoreOf(Scale scale, Answer[] answers)
    {
        var given = On(scale, answers).Where(answer => answer.Response is not null).ToArray();
        return new ScaleScore(scale.Name, given.Sum(answer => Keyed(answer.Item, answer.Response!.Value)), given.Length, On(scale, answers).Count() - given.Length);
    }

    private int Keyed(Item item, int response) => item.Reversed ? Range.Minimum + Range.Maximum - response : response;

    private static IEnumerable<Answer> On(Scale scale, Answer[] answers) => answers.Where(answer => answer.Item.Scale == scale.Name);

    private sealed record Answer(Item Item, int? Response);
}

/// <summary>An item by its canonical id; the wording is the license holder's.</summary>
/// <param name="Id">Canonical id, e.g. <c>ecr-r-09</c> or <c>ecr-rs-mother-03</c>; never reused when an order changes.</param>
/// <param name="Number">Place in the questionnaire as asked about one target, from 1.</param>
/// <param name="Scale">Name of the scale it belongs to.</param>
/// <param name="Reversed">Whether its response x counts as minimum + maximum − x.</param>
/// <param name="Target">Person it is answered about; null when it is asked once.</param>
public sealed record Item(string Id, int Number, string Scale, bool Reversed, string? Target = null)
{
    /// <summary>How a sentence names it.</summary>
    public string Label => Target is null ? FormattableString.Invariant($"Item {Number}") : FormattableString.Invariant($"Item {Number} about {Target}");
}

/// <summary>A scale: the mean of its items' keyed responses.</summary>
/// <param name="Dimension">What it measures, e.g. <c>anxiety</c>.</param>
/// <param name="MaximumMissing">Most responses that may be missing; the mean is then taken over the answered items (person-mean).</param>
/// <param name="Target">Person it is about; null when the items are asked once.</param>
public sealed record Scale(string Dimension, int MaximumMissing, string? Target = null)
{
    /// <summary>Name in scores: the dimension, or e.g. <c>mother.anxiety</c>.</summary>
    public string Name => NameOf(Dimension, Target);

    /// <summary>Name of the scale of a dimension about a target.</summary>
    public static string NameOf(string dimension, string? target) => target is null ? dimension : $"{target}.{dimension}";
}

/// <summary>Responses allowed to an item, both ends included; a scale's mean lies in the same range.</summary>
/// <param name="Minimum">Smallest response.</param>
/// <param name="Maximum">Largest response.</param>
public sealed record ResponseRange(int Minimum, int Maximum)
{
    /// <summary>True when the response is allowed.</summary>
    public bool Contains(int response) => response >= Minimum && response <= Maximum;

    /// <summary>Every response allowed, in order.</summary>
    public IEnumerable<int> Responses => Enumerable.Range(Minimum, Maximum - Minimum + 1);
}
