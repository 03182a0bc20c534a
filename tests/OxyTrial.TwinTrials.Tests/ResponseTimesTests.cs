namespace OxyTrial.TwinTrials.Tests;

public sealed class ResponseTimesTests
{
    [Fact]
    public void The_means_of_two_groups_are_compared_as_by_hand()
    {
        // Means 3 and 1: an arm costs 1. Each group of ten has variance 10/9, of its mean 1/9; standard error of half the difference √(2/9)/2.
        var times = ResponseTimes.Of([2, 4, 2, 4, 2, 4, 2, 4, 2, 4], [0, 2, 0, 2, 0, 2, 0, 2, 0, 2]);

        times.Milliseconds.ShouldBe(1);
        times.StandardError!.Value.ShouldBe(Math.Sqrt(2 / 9.0) / 2, 1e-12);
        times.Z!.Value.ShouldBe(4.2426, 1e-4);
        times.Detectable!.Value.ShouldBe(2.801585 * 0.2357023, 1e-6);
        times.Tell.ShouldBeTrue();
    }

    [Fact]
    public void One_twin_being_slower_throughout_tells_nothing()
    {
        double[] slow = [.. Enumerable.Range(0, 40).Select(number => 50.0 + (number % 5))];
        var times = ResponseTimes.Of(slow, slow);

        times.Milliseconds.ShouldBe(0);
        times.Tell.ShouldBeFalse();
    }

    [Fact]
    public void Too_few_answers_are_not_compared() => ResponseTimes.Of([1, 2, 3], [1, 2, 3]).ShouldBe(new ResponseTimes((3, 3), null, null));
}
