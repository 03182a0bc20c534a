using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using OxyTrial.Instruments;
using OxyTrial.Randomization.Bits;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Cli.Demo;

/// <summary>
/// Simulated participants and chance events of a demo, from a seed. It simulates people; what they are allocated is the vault's
/// doing, from a secret that no seed determines.
/// </summary>
internal sealed class SimulatedPeople(long seed)
{
    // Attachment styles as (anxious, avoidant): secure, preoccupied, dismissing, fearful. More than 90 % of patients are insecure
    // (Herpertz & Bertsch 2015); the split among the insecure styles is this demo's assumption.
    private static readonly (int Weight, bool Anxious, bool Avoidant)[] PatientStyles = [(7, false, false), (33, true, false), (15, false, true), (45, true, true)];
    private static readonly (int Weight, bool Anxious, bool Avoidant)[] HealthyStyles = [(58, false, false), (17, true, false), (16, false, true), (9, true, true)];

    private readonly DrbgStream bits = new(new HmacDrbg(SHA256.HashData(Encoding.UTF8.GetBytes($"oxytrial/demo/{seed}")), SHA256.HashData("oxytrial/demo"u8), []));

    /// <summary>A whole number from 0 to <paramref name="bound"/> − 1.</summary>
    public int Below(int bound) => UniformInteger.Below(bits, bound);

    /// <summary>True in that many of a hundred cases.</summary>
    public bool Percent(int percent) => Below(100) < percent;

    /// <summary>One of several.</summary>
    public T OneOf<T>(IReadOnlyList<T> options) => options[Below(options.Count)];

    /// <summary>Levels of the factors recorded at screening; three of four participants have a factor's first level.</summary>
    public ImmutableSortedDictionary<string, string> Recorded(StudySpec spec) => spec.Factors.OfType<RecordedFactor>().ToImmutableSortedDictionary(
        factor => factor.Name, factor => Percent(75) ? factor.Levels[0] : factor.Levels[1 + Below(factor.Levels.Length - 1)]);

    /// <summary>Answers to a questionnaire, item by item: a person's two traits, noise on each item, now and then an item left out.</summary>
    /// <param name="instrument">Questionnaire.</param>
    /// <param name="patient">Whether the person is of a patient cohort.</param>
    /// <param name="careless">Leaves out so many items of one scale that it cannot be scored.</param>
    public ImmutableArray<int?> Answers(Questionnaire instrument, bool patient, bool careless)
    {
        var (_, anxious, avoidant) = Style(patient ? PatientStyles : HealthyStyles);
        var traits = instrument.Scales.ToDictionary(scale => scale.Name, scale => Trait(scale.Name.Contains("avoid", StringComparison.Ordinal) ? avoidant : anxious));
        var skipped = careless ? instrument.Scales[0].MaximumMissing + 1 + Below(3) : 0;
        return [.. instrument.Items.Select(item => item.Scale == instrument.Scales[0].Name && skipped-- > 0 || Percent(1) ? null : (int?)Answer(instrument, item, traits[item.Scale]))];
    }

    /// <summary>Ratings of prototypes: the one of the person's own style highest.</summary>
    /// <param name="measure">Prototypes.</param>
    /// <param name="patient">Whether the person is of a patient cohort.</param>
    /// <param name="careless">Leaves one out, so that there is no category.</param>
    public ImmutableArray<int?> Ratings(PrototypeMeasure measure, bool patient, bool careless)
    {
        var (_, anxious, avoidant) = Style(patient ? PatientStyles : HealthyStyles);
        var (self, other) = (anxious ? -1 : 1, avoidant ? -1 : 1);
        var skipped = careless ? Below(measure.Prototypes.Length) : -1;
        return [.. measure.Prototypes.Select((prototype, index) => index == skipped ? null : (int?)(prototype.Self == self && prototype.Other == other ? 6 + Below(2) : 1 + Below(5)))];
    }

    /// <summary>A coder's category: nine of ten patients and four of ten healthy persons are not secure; which of the insecure categories is this demo's assumption.</summary>
    public string Category(CodedInterview interview, bool patient) =>
        Percent(patient ? 10 : 60) ? interview.Categories[0].Name : interview.Categories[1 + Below(interview.Categories.Length - 1)].Name;

    private (int Weight, bool Anxious, bool Avoidant) Style((int Weight, bool Anxious, bool Avoidant)[] styles)
    {
        var drawn = Below(styles.Sum(style => style.Weight));
        return styles.First(style => (drawn -= style.Weight) < 0);
    }

    // In tenths of a point on the scale of 1 to 7.
    private int Trait(bool high) => high ? 42 + Below(20) : 18 + Below(21);

    private int Answer(Questionnaire instrument, Item item, int traitTenths)
    {
        var keyed = Math.Clamp((traitTenths + Below(21) - 10 + 5) / 10, instrument.Range.Minimum, instrument.Range.Maximum);
        return item.Reversed ? instrument.Range.Minimum + instrument.Range.Maximum - keyed : keyed;
    }
}
