using OxyTrial.Instruments;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Specs.Tests;

/// <summary>The forms in which a factor is read off an instrument.</summary>
public sealed class InstrumentFactorTests
{
    private const string Scaled = "instrument: ecr-r\n    scale: anxiety\n    cut-off: 4\n    at-cut-off: low";

    [Fact]
    public void The_categories_of_an_interview_are_the_levels()
    {
        var factor = FactorOf<CategoryFactor>("instrument: aai");

        factor.Levels.ShouldBe(["secure", "preoccupied", "dismissing", "unresolved"]);
        factor.Levels.ShouldAllBe(level => factor.LevelOf(level) == level);
    }

    [Fact]
    public void Categories_can_be_grouped_and_the_procedure_balances_the_groups()
    {
        var factor = FactorOf<CategoryFactor>("instrument: aai\n    levels: { secure: [secure], insecure: [preoccupied, dismissing, unresolved] }");

        factor.Levels.ShouldBe(["secure", "insecure"]);
        factor.LevelOf("unresolved").ShouldBe("insecure");
        Document("instrument: aai\n    levels: { secure: [secure], insecure: [preoccupied, dismissing, unresolved] }").ProcedureJson.ShouldContain("""["secure","insecure"]""");
    }

    [Fact]
    public void Prototypes_are_a_factor_too() => FactorOf<CategoryFactor>("instrument: rq").Levels.ShouldBe(["secure", "fearful", "preoccupied", "dismissing"]);

    [Theory]
    [InlineData("", new[] { "mother", "father", "partner", "friend" })]
    [InlineData("\n    targets: [friend, mother]", new[] { "mother", "friend" })]
    public void A_score_over_persons_names_them_in_the_questionnaires_order(string targets, string[] expected) =>
        FactorOf<InstrumentFactor>($"{Scaled.Replace("ecr-r", "ecr-rs", StringComparison.Ordinal)}{targets}").Targets!.Value.ShouldBe(expected);

    [Fact]
    public void A_study_asks_about_the_persons_its_factors_need()
    {
        var spec = Document($"{Scaled.Replace("ecr-r", "ecr-rs", StringComparison.Ordinal)}\n    targets: [friend]\n  - name: closeness\n    instrument: ecr-rs\n    scale: avoidance\n    cut-off: 3\n    at-cut-off: high\n    targets: [mother, friend]").Study;

        spec.FindInstrument<Questionnaire>("ecr-rs")!.Targets.ShouldBe(["mother", "friend"]);
        spec.Instruments().Count().ShouldBe(1);
        spec.FindInstrument<CodedInterview>("ecr-rs").ShouldBeNull();
    }

    [Fact]
    public void The_measurement_error_is_kept_with_the_factor() =>
        FactorOf<InstrumentFactor>($"{Scaled}\n    standard-deviation: {{ value: 1.2, source: here }}\n    reliability: 0.91").MeasurementError.ShouldBe(new MeasurementError(1.2m, 0.91m));

    [Fact]
    public void Every_form_reads_back_from_its_canonical_json()
    {
        foreach (var keys in new[] { "instrument: aai", "instrument: rq\n    levels: { a: [secure], b: [fearful, preoccupied, dismissing] }", $"{Scaled}\n    standard-deviation: 1.2\n    reliability: 0.91", Scaled.Replace("ecr-r", "ecr-rs", StringComparison.Ordinal) })
        {
            var bytes = StudySpecJson.Write(Document(keys).Study);
            StudySpecJson.Write(StudySpecJson.Read(bytes)).ShouldBe(bytes);
        }
    }

    // The hash names a registered study; what a factor does not use must not change it.
    [Fact]
    public void A_factor_without_the_new_keys_is_written_as_before() =>
        System.Text.Encoding.UTF8.GetString(StudySpecJson.Write(Spec.Accepted(Spec.Valid).Document.Study))
            .ShouldContain("""{"kind":"instrument","cutOff":4,"instrument":"ecr-r","levels":["low","high"],"name":"anxiety","scale":"anxiety","tie":"low"}""");

    private static T FactorOf<T>(string keys)
        where T : FactorSpec => Document(keys).Study.Factors[1].ShouldBeOfType<T>();

    private static SpecDocument Document(string keys) => Spec.Accepted(Spec.With(Scaled, keys)).Document;
}
