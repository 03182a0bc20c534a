using OxyTrial.Assessment.Simulation;
using Shouldly;

namespace OxyTrial.Assessment.Tests.Simulation;

public class AllocationFreeTests
{
    [Theory]
    [InlineData("""{"method":"permuted-block","sizes":[4]}""", false, 1, 1)]
    [InlineData("""{"method":"big-stick","tolerance":4}""", false, 1, 1)]
    [InlineData("""{"method":"permuted-block","sizes":[4,6]}""", true, 1, 1)]
    [InlineData($$"""{"method":"permuted-block","sizes":[4],{{Given.Factors}}}""", true, 1, 1)]
    [InlineData($$"""{"method":"minimization",{{Given.Factors}},"metric":"range","probability":"4/5"}""", true, 1, 1)]
    [InlineData($$"""{"method":"minimization",{{Given.Factors}},"metric":"range","probability":"4/5"}""", true, 2, 1)]
    [InlineData("""{"method":"permuted-block","sizes":[12]}""", true, 1, 1, 2)]
    public void Assignments_take_no_memory(string json, bool factors, params int[] numbers)
    {
        string[] population = factors ? ["gender=F:4,M:1", "site=HD:2,MA:1,UL:1"] : [];
        var design = new Design(Given.Request(json, Given.Ratio(numbers), 500, 1, population));
        var (trials, tally) = (design.NewTrials(), new Tally(design));

        // The tables have grown and the histograms are wide enough: what is measured repeats the same trials.
        trials.Run(1, 0, 200, tally);
        trials.Run(1, 0, 200, tally);
        var before = GC.GetAllocatedBytesForCurrentThread();
        trials.Run(1, 0, 200, tally);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
