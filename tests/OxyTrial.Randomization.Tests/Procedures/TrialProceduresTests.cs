using System.Text.Json;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Procedures;

public sealed class TrialProceduresTests
{
    private const string Text = """{"arms":{"method":"permuted-block","sizes":[4]},"factors":{"dose":{"method":"complete"},"setting":{"method":"big-stick","tolerance":3}}}""";

    private static readonly Dictionary<string, AllocationRatio> Levels = new() { ["setting"] = Given.OneToOne, ["dose"] = Given.OneToOne };

    [Fact]
    public void Arms_and_openly_drawn_factors_are_written_in_one_canonical_text_with_the_factors_in_order()
    {
        TryRead(Text, Levels, out var read).ShouldBeTrue();
        read!.ToCanonicalJson().ShouldBe(Text);
        read.Arms.Method.ShouldBe("permuted-block");
        read.Factors.Keys.Order().ShouldBe(["dose", "setting"]);
        TryRead(Text.Replace(""""dose":{"method":"complete"},"setting":{"method":"big-stick","tolerance":3}"""", """"setting":{"method":"big-stick","tolerance":3},"dose":{"method":"complete"}""""), Levels, out var shuffled).ShouldBeTrue();
        shuffled!.ToCanonicalJson().ShouldBe(Text);
    }

    [Fact]
    public void Without_factors_the_text_is_that_of_the_arms_alone()
    {
        TryRead("""{"method":"complete"}""", [], out var read).ShouldBeTrue();
        read!.ToCanonicalJson().ShouldBe("""{"method":"complete"}""");
        read.Factors.ShouldBeEmpty();
    }

    [Fact]
    public void Factors_that_the_spec_does_not_name_and_factors_missing_are_refused()
    {
        TryRead(Text, new() { ["setting"] = Given.OneToOne }, out _).ShouldBeFalse();
        TryRead("""{"method":"complete"}""", Levels, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("permuted-block", "permuted-clock")]
    [InlineData("big-stick", "big-trick")]
    public void A_procedure_that_this_build_does_not_read_is_refused(string known, string unknown)
    {
        TryRead(Text.Replace(known, unknown), Levels, out var procedures).ShouldBeFalse();
        procedures.ShouldBeNull();
    }

    [Fact]
    public void Levels_are_asked_for()
    {
        using var node = JsonDocument.Parse(Text);
        Should.Throw<ArgumentNullException>(() => TrialProcedures.TryRead(node.RootElement, Given.OneToOne, null!, out _)).ParamName.ShouldBe("levels");
    }

    private static bool TryRead(string text, Dictionary<string, AllocationRatio> levels, out TrialProcedures? procedures)
    {
        using var node = JsonDocument.Parse(text);
        return TrialProcedures.TryRead(node.RootElement, Given.OneToOne, levels, out procedures);
    }
}
