using Shouldly;

namespace OxyTrial.Randomization.Tests.Procedures;

public class NextAllocationTests
{
    [Fact]
    public void A_stratified_procedure_looks_at_the_participants_stratum_only()
    {
        var definition = Given.Procedure("""{"method":"permuted-block","sizes":[4],"factors":{"gender":["F","M"]}}""");
        var history = Given.History(definition, "F A", "M B", "F A", "M B", "M A").ToList();
        Answer(definition, history, "F").ShouldBe(["0", "1"]);
        Answer(definition, history, "M").ShouldBe(["1", "0"]);
    }

    [Fact]
    public void A_covariate_adaptive_procedure_looks_at_all_participants()
    {
        var definition = Given.Procedure(
            """{"method":"minimization","factors":{"gender":["F","M"],"site":["1","2"]},"metric":"range","probability":0.8}""");
        Answer(definition, [.. Given.History(definition, "M 1 A")], "F", "1").ShouldBe(["1/5", "4/5"]);
    }

    [Fact]
    public void A_history_the_procedure_cannot_have_made_is_refused()
    {
        var definition = Given.Procedure("""{"method":"permuted-block","sizes":[4],"factors":{"gender":["F","M"]}}""");
        var history = Given.History(definition, "F A", "F A", "M A", "F A");
        NextAllocation.TryAnswer(definition, Given.OneToOne, history, definition.Factors.ProfileOf("F"), out var answer, out var error)
            .ShouldBeFalse();
        answer.ShouldBeNull();
        error.ShouldBe("participant 4 of the history has arm A, which permuted-block with these parameters cannot have allocated there");
    }

    private static string[] Answer(ProcedureDefinition definition, IReadOnlyList<Allocated> history, params string[] levels)
    {
        NextAllocation.TryAnswer(
            definition, Given.OneToOne, history, definition.Factors.ProfileOf(levels), out var answer, out _).ShouldBeTrue();
        return Given.Probabilities(answer!);
    }
}
