using System.Collections.Immutable;

namespace OxyTrial.Instruments;

/// <summary>
/// A self-report questionnaire: which items it has, which of them are reverse-keyed, and how its scales are scored. The wording
/// of the items is licensed and is not part of this software; an item is known by its canonical id and number.
/// </summary>
/// <remarks>
/// A participant's category on a coded interview (Adult Attachment Interview) is entered by a certified coder and is never derived
/// from responses, so such an interview has no entry here: a study records its category as a stratification factor of its own.
/// </remarks>
public sealed record Instrument
{
    internal Instrument(string id, string title, string version, string source, ResponseRange range, ImmutableArray<Item> items, ImmutableArray<Scale> scales) =>
        (Id, Title, Version, Source, Range, Items, Scales) = (id, title, version, source, range, items, scales);

    /// <summary>Id as written in a spec, e.g. <c>ecr-r</c>.</summary>
    public string Id { get; }

    /// <summary>Full name.</summary>
    public string Title { get; }

    /// <summary>Version whose item order the numbers follow; versions that renumber items are instruments of their own.</summary>
    public string Version { get; }

    /// <summary>Citation of the paper that defines the key.</summary>
    public string Source { get; }

    /// <summary>Smallest and largest response to an item.</summary>
    public ResponseRange Range { get; }

    /// <summary>Items in the order they are presented; responses are given in this order.</summary>
    public ImmutableArray<Item> Items { get; }

    /// <summary>Scales in the order they are reported.</summary>
    public ImmutableArray<Scale> Scales { get; }

    /// <summary>The scale of that name, or null.</summary>
    public Scale? FindScale(string name) => Scales.FirstOrDefault(scale => scale.Name == name);

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
            return new Unscorable([ScoreRefusal.WrongNumberOfResponses(this, responses.Count)]);
        }

        var outOfRange = Items.Where(item => responses[item.Number - 1] is { } given && !Range.Contains(given))
            .Select(item => ScoreRefusal.ResponseOutOfRange(this, item, responses[item.Number - 1]!.Value));
        return (ScoreOutcome?)Refused(outOfRange) ?? Incomplete(responses) ?? (ScoreOutcome)new Scored([.. Scales.Select(scale => ScoreOf(scale, responses))]);
    }

    private static Unscorable? Refused(IEnumerable<ScoreRefusal> refusals) =>
        refusals.ToImmutableArray() is { IsEmpty: false } some ? new Unscorable(some) : null;

    private Unscorable? Incomplete(IReadOnlyList<int?> responses)
    {
        var byScale = Scales.Select(scale => (Scale: scale, Missing: ItemsOf(scale).Count(item => responses[item.Number - 1] is null))).ToArray();
        var incomplete = byScale.Where(one => one.Missing > one.Scale.MaximumMissing).ToArray();
        return incomplete.Length == 0 ? null : new Unscorable([.. incomplete.Select(one => ScoreRefusal.TooManyMissing(one.Scale, one.Missing, ItemsOf(one.Scale).Count()))])
        {
            Scorable = [.. byScale.Except(incomplete).Select(one => ScoreOf(one.Scale, responses))],
        };
    }

    private ScaleScore ScoreOf(Scale scale, IReadOnlyList<int?> responses)
    {
        var answered = ItemsOf(scale).Where(item => responses[item.Number - 1] is not null).ToList();
        var sum = answered.Sum(item => Keyed(item, responses[item.Number - 1]!.Value));
        return new ScaleScore(scale.Name, sum, answered.Count, ItemsOf(scale).Count() - answered.Count);
    }

    private int Keyed(Item item, int response) => item.Reversed ? Range.Minimum + Range.Maximum - response : response;

    private IEnumerable<Item> ItemsOf(Scale scale) => Items.Where(item => item.Scale == scale.Name);
}

/// <summary>An item by its canonical id; the wording is the license holder's.</summary>
/// <param name="Id">Canonical id, e.g. <c>ecr-r-09</c>; never reused when an order changes.</param>
/// <param name="Number">Place in the questionnaire, from 1.</param>
/// <param name="Scale">Scale it belongs to.</param>
/// <param name="Reversed">Whether its response x counts as minimum + maximum − x.</param>
public sealed record Item(string Id, int Number, string Scale, bool Reversed);

/// <summary>A scale: the mean of its items' keyed responses.</summary>
/// <param name="Name">Name as written in a spec, e.g. <c>anxiety</c>.</param>
/// <param name="MaximumMissing">Most responses that may be missing; the mean is then taken over the answered items (person-mean).</param>
public sealed record Scale(string Name, int MaximumMissing);

/// <summary>Responses allowed to an item, both ends included; a scale's mean lies in the same range.</summary>
/// <param name="Minimum">Smallest response.</param>
/// <param name="Maximum">Largest response.</param>
public sealed record ResponseRange(int Minimum, int Maximum)
{
    /// <summary>True when the response is allowed.</summary>
    public bool Contains(int response) => response >= Minimum && response <= Maximum;

    /// <summary>True when a mean of responses can lie at or around the value.</summary>
    public bool Contains(decimal score) => score >= Minimum && score <= Maximum;
}
