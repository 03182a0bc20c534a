using System.Text.Json;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Procedures;

/// <summary>Edges of reading a procedure that mutation testing found nobody to look at (docs/mutation.md).</summary>
public sealed class ReaderEdgeTests
{
    [Fact]
    public void Block_sizes_that_are_no_list_are_told_and_no_crash()
    {
        foreach (var sizes in new[] { "4", "\"4\"", "{}", "[]" })
        {
            Read($$"""{"method":"permuted-block","sizes":{{sizes}}}""").Errors.ShouldHaveSingleItem().ToString().ShouldContain("is missing; it is a list of block sizes");
        }
    }

    [Fact]
    public void The_largest_block_is_still_a_block()
    {
        Read("""{"method":"permuted-block","sizes":[10000]}""").Definition.ShouldNotBeNull();
        Read("""{"method":"permuted-block","sizes":[10002]}""").Definition.ShouldBeNull();
    }

    [Fact]
    public void Blocks_of_one_size_are_a_rule_on_counts_and_blocks_of_several_are_not()
    {
        Given.Procedure("""{"method":"permuted-block","sizes":[4]}""", Given.OneToOne).CountRuleFor(Given.OneToOne).ShouldNotBeNull();
        Given.Procedure("""{"method":"permuted-block","sizes":[2,4]}""", Given.OneToOne).CountRuleFor(Given.OneToOne).ShouldBeNull();
    }

    [Fact]
    public void Every_block_size_must_fit_the_ratio_it_is_opened_with()
    {
        var blocks = Given.Procedure("""{"method":"permuted-block","sizes":[4,6]}""", Given.OneToOne);
        Should.Throw<ArgumentException>(() => blocks.Open(Given.Ratio(2, 1))).Message.ShouldContain("no multiples of 3");
    }

    [Fact]
    public void One_factor_of_several_may_have_no_weight() =>
        Read("""{"method":"minimization","factors":{"gender":["F","M"],"age":["young","old"]},"metric":"range","probability":"4/5","weights":{"gender":0,"age":1}}""").Definition.ShouldNotBeNull();

    [Fact]
    public void A_probability_of_one_is_warned_of_in_words() =>
        Read("""{"method":"efron-coin","probability":1}""").Warnings.ShouldContain(warning => warning.ToString().Contains("predict every allocation but ties"));

    [Theory]
    [InlineData("""{"method":"dynamic-hierarchical","factors":{"gender":["F","M"]},"levels":[{"within":"overall","threshold":2}]}""")]
    [InlineData("""{"method":"minimization","factors":{"gender":["F","M"]},"metric":"range","probability":"4/5"}""")]
    [InlineData("""{"method":"hu-hu","factors":{"gender":["F","M"]},"weights":{"overall":1,"margins":{"gender":1},"stratum":1},"probability":"4/5"}""")]
    public void A_procedure_is_opened_with_a_ratio(string text) =>
        Should.Throw<ArgumentNullException>(() => Given.Procedure(text, Given.OneToOne).Open(null!)).ParamName.ShouldBe("ratio");

    private static ProcedureReading Read(string text)
    {
        using var node = JsonDocument.Parse(text);
        return ProcedureDefinition.Read(node.RootElement, Given.OneToOne);
    }
}
