using System.Numerics;
using OxyTrial.Randomization.Bits;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Randomization.Tests.Bits;
using Shouldly;

namespace OxyTrial.Randomization.Tests;

/// <summary>
/// The last value that is still right, the first that is wrong, and the words of refusals: what mutation testing found nobody to look at
/// (docs/mutation.md).
/// </summary>
public sealed class EdgeTests
{
    private static readonly byte[] Short = new byte[31];

    [Fact]
    public void Sixteen_arms_and_a_ratio_of_a_thousand_are_still_a_trial()
    {
        Given.Ratio([.. Enumerable.Repeat(1, 16)]).Count.ShouldBe(16);
        Given.Ratio(1000, 1)[0].ShouldBe(1000);
        Should.Throw<ArgumentException>(() => Given.Ratio([.. Enumerable.Repeat(1, 17)]));
    }

    [Fact]
    public void A_relabeling_for_another_number_of_arms_is_told_with_both_numbers() =>
        Should.Throw<ArgumentException>(() => new SlotArms(
            Given.Secret(1), Given.SpecSha256, new CompleteRandomization(), Given.Ratio(2, 1, 1), ArmRelabeling.Identity(Given.OneToOne)))
            .Message.ShouldStartWith("The relabeling is for 2 arms, not 3.");

    [Fact]
    public void The_variance_of_three_arms_has_divisor_two()
    {
        // Counts 1, 0, 0 after the first participant: mean 1/3, squares 4/9 + 1/9 + 1/9, over 2.
        var ratio = Given.Ratio(1, 1, 1);
        var procedure = Given.Procedure("""{"method":"minimization","factors":{"gender":["F"]},"metric":"variance","probability":"4/5"}""", ratio);
        Given.Imbalances(procedure.Open(ratio).Next(procedure.Factors.ProfileOf("F"))).ShouldBe(["1/3", "1/3", "1/3"]);
    }

    [Fact]
    public void Dynamic_hierarchical_reports_the_range_of_everybody_so_far()
    {
        var procedure = Given.Procedure("""{"method":"dynamic-hierarchical","factors":{"gender":["F","M"]},"levels":[{"within":"overall","threshold":3}]}""");
        Given.Imbalances(Given.After(procedure, Given.OneToOne, "F A", "M A").Next(procedure.Factors.ProfileOf("F"))).ShouldBe(["3", "1"]);
    }

    [Fact]
    public void A_power_of_two_takes_no_byte_more_than_its_numbers_need()
    {
        var bits = new ScriptedBits(1, 2, 3, 4, 5, 6);
        UniformInteger.Below(bits, BigInteger.One << 40).ShouldBe(new BigInteger(0x0102030405));
        bits.Taken.ShouldBe(5);
    }

    [Fact]
    public void A_bound_below_one_is_refused_before_bytes_are_taken()
    {
        var bits = new ScriptedBits(0, 0, 0, 0, 0);
        Should.Throw<ArgumentOutOfRangeException>(() => UniformInteger.Below(bits, 0)).ParamName.ShouldBe("bound");
        Should.Throw<ArgumentOutOfRangeException>(() => UniformInteger.Below(bits, BigInteger.Zero)).ParamName.ShouldBe("bound");
        bits.Taken.ShouldBe(0);
    }

    [Fact]
    public void Peeking_at_a_slot_counts_nothing_and_gives_what_comes()
    {
        ArmRelabeling.TryCreate(Given.OneToOne, [1, 0], out var exchanged, out _).ShouldBeTrue();
        foreach (var relabeling in new[] { null, exchanged })
        {
            var scope = new SlotArms(Given.Secret(1), Given.SpecSha256, Given.Procedure("""{"method":"permuted-block","sizes":[4]}"""), Given.OneToOne, relabeling).Open("s");
            for (var slot = 0; slot < 20; slot++)
            {
                var seen = scope.Peek(Profile.Empty);
                scope.SlotsDrawn.ShouldBe(slot);
                scope.Next(Profile.Empty).ShouldBe(seen);
            }

            Should.Throw<ArgumentNullException>(() => scope.Peek(null!)).ParamName.ShouldBe("profile");
        }
    }

    [Fact]
    public void A_fraction_has_at_most_two_hundred_characters()
    {
        Rational.TryParse(new string('1', 200), out var value).ShouldBeTrue();
        value.ToString().ShouldBe(new string('1', 200));
        Rational.TryParse(new string('1', 201), out _).ShouldBeFalse();
    }

    [Fact]
    public void A_list_whose_length_does_not_fit_the_ratio_is_not_opened()
    {
        Should.Throw<ArgumentException>(() => Given.Procedure("""{"method":"random-allocation-rule","length":4}""").Open(Given.Ratio(2, 1)))
            .Message.ShouldStartWith("A list of 4 places is no multiple of 3, the sum of the ratio.");
        Should.Throw<ArgumentException>(() => Given.Procedure("""{"method":"maximal","tolerance":2,"length":12}""").Open(Given.Ratio(2, 1)))
            .Message.ShouldStartWith("The procedure is not defined for A:B = 2:1.");
        Should.Throw<ArgumentNullException>(() => Given.Procedure("""{"method":"maximal","tolerance":2,"length":12}""").Open(null!)).ParamName.ShouldBe("ratio");
    }

    [Fact]
    public void Bytes_of_a_wrong_number_are_refused_in_words()
    {
        Message(() => TrialSecret.Create(Short)).ShouldStartWith("A trial secret has 32 bytes, not 31.");
        Message(() => new SlotArms(Given.Secret(1), Short, new CompleteRandomization(), Given.OneToOne)).ShouldStartWith("A SHA-256 has 32 bytes, not 31.");
        Message(() => ProcedureCommitment.Compute("{}", new byte[15])).ShouldStartWith("A salt has at least 16 bytes, not 15.");
        Message(() => new HmacDrbg(Short, [], [])).ShouldStartWith("The entropy input has at least 32 bytes.");
        Message(() => new HmacDrbg(new byte[32], [], []).Generate(new byte[HmacDrbg.LongestRequest + 1])).ShouldStartWith("One request gives at most 65536 bytes.");
    }

    [Fact]
    public void A_text_or_denominator_that_is_none_is_refused_in_words()
    {
        Should.Throw<FormatException>(() => Rational.Parse("four")).Message.ShouldBe("\"four\" is not a fraction such as 4/5, a decimal such as 0.8 or a whole number.");
        Should.Throw<DivideByZeroException>(() => new Rational(1, 0)).Message.ShouldBe("A fraction's denominator is never zero.");
    }

    [Fact]
    public void An_urn_with_one_wrong_number_of_balls_is_told_of_that_one()
    {
        Given.Reading("""{"method":"wei-urn","alpha":-1,"beta":1}""").Errors.ShouldHaveSingleItem().Path.ShouldBe("alpha");
        Given.Reading("""{"method":"wei-urn","alpha":1,"beta":-1}""").Errors.ShouldHaveSingleItem().Path.ShouldBe("beta");
        Given.Reading("""{"method":"wei-urn","beta":1}""").Errors.ShouldHaveSingleItem().Message.ShouldContain("the balls of each arm at the start");
        Given.Reading("""{"method":"wei-urn","alpha":1,"beta":1,"factors":3}""").Errors.ShouldHaveSingleItem().Path.ShouldBe("factors");
    }

    [Fact]
    public void An_answer_comes_without_an_error()
    {
        NextAllocation.TryAnswer(new CompleteRandomization(), Given.OneToOne, [], Profile.Empty, out var answer, out var error).ShouldBeTrue();
        answer.ShouldNotBeNull();
        error.ShouldBeNull();
        var state = Given.Procedure("""{"method":"permuted-block","sizes":[2]}""").Open(Given.OneToOne);
        state.Add(Profile.Empty, 0);
        Should.Throw<InvalidOperationException>(() => state.Add(Profile.Empty, 0))
            .Message.ShouldBe("The procedure cannot have allocated arm 0 here.");
    }

    [Fact]
    public void The_least_common_denominator_is_the_least()
    {
        Rational.LeastCommonDenominator([new(1, 4), new(5, 6), new(1, 2)]).ShouldBe(12);
        Rational.LeastCommonDenominator([]).ShouldBe(BigInteger.One);
    }

    [Fact]
    public void What_is_not_there_is_refused_by_its_name()
    {
        string Name(Action act) => Should.Throw<ArgumentNullException>(act).ParamName!;
        Name(() => ArmRelabeling.Identity(null!)).ShouldBe("ratio");
        Name(() => ArmRelabeling.TryCreate(null!, [0, 1], out _, out _)).ShouldBe("ratio");
        Name(() => ArmRelabeling.TryCreate(Given.OneToOne, null!, out _, out _)).ShouldBe("to");
        Name(() => FisherYates.Shuffle("ab".ToCharArray().AsSpan(), (Func<int, int>)null!)).ShouldBe("indexUpTo");
        Name(() => UniformInteger.Below(null!, 2)).ShouldBe("bits");
        Name(() => UniformInteger.Below(null!, BigInteger.One << 40)).ShouldBe("bits");
        Name(() => NextAllocation.TryAnswer(null!, Given.OneToOne, [], Profile.Empty, out _, out _)).ShouldBe("definition");
        Name(() => NextAllocation.TryAnswer(new CompleteRandomization(), null!, [], Profile.Empty, out _, out _)).ShouldBe("ratio");
        Name(() => NextAllocation.TryAnswer(new CompleteRandomization(), Given.OneToOne, null!, Profile.Empty, out _, out _)).ShouldBe("history");
        Name(() => ProcedureStates.Add(null!, Profile.Empty, 0)).ShouldBe("state");
        Name(() => Commitment.Compute(new byte[32], new byte[32], null!, new byte[16])).ShouldBe("secret");
        Name(() => FactorList.Empty.TryProfile((IReadOnlyList<string>)null!, out _, out _)).ShouldBe("levels");
        Name(() => FactorList.Empty.TryProfile((IReadOnlyDictionary<string, string>)null!, out _, out _)).ShouldBe("levels");
    }

    private static string Message(Func<object> make) => Message(() => { _ = make(); });

    private static string Message(Action act) => Should.Throw<ArgumentException>(act).Message;
}
