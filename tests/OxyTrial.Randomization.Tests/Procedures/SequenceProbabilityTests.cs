using Shouldly;

namespace OxyTrial.Randomization.Tests.Procedures;

/// <summary>Probabilities of whole sequences, worked out by hand or published, as exact fractions.</summary>
public class SequenceProbabilityTests
{
    [Theory]
    [InlineData("""{"method":"efron-coin","probability":"2/3"}""", "2/27", "1/9", "1/27")]
    [InlineData("""{"method":"big-stick","tolerance":2}""", "1/8", "1/16", "0")]
    [InlineData("""{"method":"block-urn","lambda":2}""", "1/9", "1/9", "0")]
    [InlineData("""{"method":"wei-urn","alpha":0,"beta":1}""", "0", "1/6", "0")]
    [InlineData("""{"method":"wei-urn","alpha":1,"beta":1}""", "3/40", "1/10", "1/30")]
    [InlineData("""{"method":"permuted-block","sizes":[4]}""", "1/6", "1/6", "0")]
    [InlineData("""{"method":"random-allocation-rule","length":4}""", "1/6", "1/6", "0")]
    [InlineData("""{"method":"truncated-binomial","length":4}""", "1/4", "1/8", "0")]
    [InlineData("""{"method":"maximal","tolerance":2,"length":4}""", "1/6", "1/6", "0")]
    [InlineData("""{"method":"maximal","tolerance":1,"length":4}""", "0", "1/4", "0")]
    [InlineData("""{"method":"complete"}""", "1/16", "1/16", "1/16")]
    public void Four_participants_in_two_arms(string procedure, string aabb, string abab, string aaab)
    {
        var definition = Given.Procedure(procedure);
        string Of(string arms) => Given.SequenceProbability(definition, Given.OneToOne, arms).ToString();
        (Of("AABB"), Of("ABAB"), Of("AAAB")).ShouldBe((aabb, abab, aaab));
    }

    [Theory]
    // Places 4 A, 2 B: A A A A = 4/6 · 3/5 · 2/4 · 1/3.
    [InlineData("""{"method":"random-allocation-rule","length":6}""", new[] { 2, 1 }, "AAAA", "1/15")]
    // The coin 2 : 1 until B is full after two.
    [InlineData("""{"method":"truncated-binomial","length":6}""", new[] { 2, 1 }, "BBAA", "1/9")]
    // x = 1/2 against 0: B lags and has 4/5; then 1/2 against 1: A lags.
    [InlineData("""{"method":"efron-coin","probability":"4/5"}""", new[] { 2, 1 }, "ABA", "32/75")]
    // Three arms: after A both others lag and share 3/4; after AB only C does.
    [InlineData("""{"method":"efron-coin","probability":"3/4"}""", new[] { 1, 1, 1 }, "ABC", "3/32")]
    // Tolerance 1 with three arms: the second set begins only when the first is whole.
    [InlineData("""{"method":"big-stick","tolerance":1}""", new[] { 1, 1, 1 }, "ABC", "1/6")]
    [InlineData("""{"method":"big-stick","tolerance":1}""", new[] { 1, 1, 1 }, "ABA", "0")]
    // Urn of 4 A and 2 B: A 4/6, A 3/5, B 2/4, and a set is back.
    [InlineData("""{"method":"block-urn","lambda":2}""", new[] { 2, 1 }, "AABA", "2/15")]
    // Balls 2 : 1; after A, B gets 1/2: A has 2 of 3 1/2.
    [InlineData("""{"method":"wei-urn","alpha":1,"beta":1}""", new[] { 2, 1 }, "AA", "8/21")]
    // Three arms: one ball each; after A, B and C have two.
    [InlineData("""{"method":"wei-urn","alpha":1,"beta":1}""", new[] { 1, 1, 1 }, "ABC", "1/3 · 2/5 · 3/7")]
    // Six sequences of three different arms, each then followed by six again.
    [InlineData("""{"method":"maximal","tolerance":1,"length":6}""", new[] { 1, 1, 1 }, "ABCCAB", "1/36")]
    public void Unequal_ratios_and_more_arms(string procedure, int[] ratio, string arms, string probability)
    {
        var numbers = Given.Ratio(ratio);
        var expected = probability.Split(" · ").Aggregate(Rational.One, (product, factor) => product * Rational.Parse(factor));
        Given.SequenceProbability(Given.Procedure(procedure, numbers), numbers, arms).ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{"method":"random-allocation-rule","length":4}""")]
    [InlineData("""{"method":"truncated-binomial","length":4}""")]
    [InlineData("""{"method":"maximal","tolerance":2,"length":4}""")]
    public void A_list_with_a_length_ends_hard(string procedure)
    {
        var definition = Given.Procedure(procedure);
        definition.Length.ShouldBe(4);
        var state = Given.After(definition, Given.OneToOne, "A", "B", "B", "A");
        state.TryAdd(Profile.Empty, 0).ShouldBeFalse();
        state.TryAdd(Profile.Empty, 1).ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => state.Next(Profile.Empty)).Message.ShouldContain("never begins anew");
        Should.Throw<InvalidOperationException>(() => state.Probabilities(Profile.Empty).ToArray());

        bool Answer(int participants, out string? error) => NextAllocation.TryAnswer(
            definition, Given.OneToOne, Given.History(definition, [.. new[] { "A", "B", "B", "A", "A" }.Take(participants)]), Profile.Empty, out _, out error);
        Answer(3, out _).ShouldBeTrue();
        Answer(4, out var full).ShouldBeFalse();
        full.ShouldBe("the list of 4 places is used up; it never begins anew");
        Answer(5, out var beyond).ShouldBeFalse();
        beyond.ShouldBe("participant 5 of the history comes after the last of the list's 4 places");
    }

    [Fact]
    public void Factors_give_each_stratum_a_list_of_its_own()
    {
        var definition = Given.Procedure("""{"method":"big-stick","tolerance":1,"factors":{"gender":["F","M"]}}""");
        definition.IsStratified.ShouldBeTrue();
        NextAllocation.TryAnswer(
            definition, Given.OneToOne, Given.History(definition, "F A", "M B"), definition.Factors.ProfileOf("F"), out var answer, out _).ShouldBeTrue();
        Given.Probabilities(answer!).ShouldBe(["0", "1"]);
    }
}
