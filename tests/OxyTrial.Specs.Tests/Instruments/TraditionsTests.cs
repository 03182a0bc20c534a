using System.Reflection;
using OxyTrial.Instruments;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Specs.Tests.Instruments;

/// <summary>Scores and categories are two types, and nothing leads from one to the other.</summary>
public sealed class TraditionsTests
{
    private static readonly Type[] Scores = [typeof(ScaleScore), typeof(ExactScore), typeof(ScoreOutcome), typeof(Scored), typeof(ScaleLevel), typeof(PrototypeModels), typeof(CutOffRule)];
    private static readonly Type[] Categories = [typeof(Category), typeof(CategoryFactor), typeof(Coded), typeof(Rated), typeof(CodingOutcome), typeof(RatingOutcome)];

    [Fact]
    public void An_interview_has_its_category_from_a_coder_only()
    {
        InstrumentCatalogue.Aai.Code("unresolved", "C-07").ShouldBeOfType<Coded>().Category.Name.ShouldBe("unresolved");
        InstrumentCatalogue.Aai.Code("unresolved", " ").ShouldBeOfType<CodingRefused>().Refusal.Kind.ShouldBe(ScoreRefusalKind.CoderMissing);
        InstrumentCatalogue.Aai.Code("fearful", "C-07").ShouldBeOfType<CodingRefused>().Refusal.Sentence
            .ShouldBe("'fearful' is no category of aai; possible are secure, preoccupied, dismissing, unresolved.");
    }

    [Fact]
    public void The_same_word_is_not_the_same_category_in_two_instruments() =>
        InstrumentCatalogue.Aai.FindCategory("secure").ShouldNotBe(InstrumentCatalogue.Rq.FindCategory("secure"));

    [Fact]
    public void A_category_is_made_by_its_instrument_alone() =>
        typeof(Category).GetConstructors(BindingFlags.Public | BindingFlags.Instance).ShouldBeEmpty();

    [Fact]
    public void Nothing_takes_a_score_and_gives_a_category_or_takes_a_category_and_gives_a_score()
    {
        var members = new[] { typeof(Instrument).Assembly, typeof(StudySpec).Assembly }.SelectMany(assembly => assembly.GetTypes()).Where(type => !type.Name.Contains('<', StringComparison.Ordinal))
            .SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .OfType<MethodBase>().Where(member => !member.Name.Contains('<', StringComparison.Ordinal)).ToArray();

        members.Count(member => In(member).Intersect(Scores).Any()).ShouldBeGreaterThan(10);
        members.Where(member => In(member).Intersect(Scores).Any() && Out(member).Intersect(Categories).Any()).ShouldBeEmpty();
        members.Where(member => In(member).Intersect(Categories).Any() && Out(member).Intersect(Scores.Except([typeof(PrototypeModels)])).Any()).ShouldBeEmpty();
    }

    private static IEnumerable<Type> In(MethodBase member) => member.GetParameters().Select(parameter => parameter.ParameterType)
        .Concat(member is { IsStatic: false, IsConstructor: false } ? [member.DeclaringType!] : []).SelectMany(Parts);

    private static IEnumerable<Type> Out(MethodBase member) => Parts(member is MethodInfo method ? method.ReturnType : typeof(void));

    private static IEnumerable<Type> Parts(Type type) => type.GetGenericArguments().SelectMany(Parts).Prepend(type);
}
