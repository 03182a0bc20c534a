using Shouldly;

namespace OxyTrial.Randomization.Tests.Arms;

public class AllocationRatioTests
{
    [Fact]
    public void A_ratio_knows_its_arms_their_shares_and_whether_it_is_equal()
    {
        var ratio = AllocationRatio.Create(("oxytocin", 2), ("placebo", 1));
        ratio.Count.ShouldBe(2);
        ratio.Sum.ShouldBe(3);
        ratio[1].ShouldBe(1);
        ratio.ShareOf(0).ToString().ShouldBe("2/3");
        ratio.IsEqual.ShouldBeFalse();
        Given.Ratio(2, 2).IsEqual.ShouldBeTrue();
        ratio.ToString().ShouldBe("oxytocin:placebo = 2:1");
    }

    [Theory]
    [InlineData("there are 1 arms; a trial randomizes between 2 and 16", "A", 1)]
    [InlineData("an arm has no name", "A", 1, " ", 1)]
    [InlineData("arm B has ratio 0; possible are whole numbers from 1 to 1000", "A", 1, "B", 0)]
    [InlineData("arm A has ratio 1001; possible are whole numbers from 1 to 1000", "A", 1001, "B", 1)]
    [InlineData("arm A is there twice", "A", 1, "A", 2)]
    public void Arms_that_are_no_ratio_are_refused(string message, params object[] arms)
    {
        var list = arms.Chunk(2).Select(pair => new RatioArm((string)pair[0], (int)pair[1])).ToList();
        AllocationRatio.TryCreate(list, out var ratio, out var error).ShouldBeFalse();
        ratio.ShouldBeNull();
        error.ShouldBe(message);
        Should.Throw<ArgumentException>(() => AllocationRatio.Create(list.Select(arm => (arm.Name, arm.Ratio)))).Message.ShouldStartWith(message);
    }

    [Fact]
    public void A_relabeling_is_a_permutation_that_keeps_the_ratio()
    {
        var ratio = Given.Ratio(1, 2, 1);
        ArmRelabeling.TryCreate(ratio, [2, 1, 0], out var relabeling, out _).ShouldBeTrue();
        Enumerable.Range(0, 3).Select(relabeling!.Apply).ShouldBe([2, 1, 0]);
        Enumerable.Range(0, 3).Select(ArmRelabeling.Identity(ratio).Apply).ShouldBe([0, 1, 2]);
    }

    [Theory]
    [InlineData("[1, 0, 2] does not keep the ratio A:B:C = 1:2:1", 1, 0, 2)]
    [InlineData("[0, 1] is no permutation of the 3 arms' indexes", 0, 1)]
    [InlineData("[0, 0, 2] is no permutation of the 3 arms' indexes", 0, 0, 2)]
    [InlineData("[1, 2, 3] is no permutation of the 3 arms' indexes", 1, 2, 3)]
    public void Another_relabeling_is_refused(string message, params int[] to)
    {
        ArmRelabeling.TryCreate(Given.Ratio(1, 2, 1), to, out var relabeling, out var error).ShouldBeFalse();
        relabeling.ShouldBeNull();
        error.ShouldBe(message);
    }
}
