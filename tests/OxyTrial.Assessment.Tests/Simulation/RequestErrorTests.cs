using OxyTrial.Assessment.Simulation;
using Shouldly;

namespace OxyTrial.Assessment.Tests.Simulation;

public class RequestErrorTests
{
    private static readonly SimulationRequest Right = Given.Request(
        "{\"method\":\"permuted-block\",\"sizes\":[4],\"factors\":{" + Given.Gender + "}}", Given.Ratio(1, 1), 20, 10, "gender=F:1,M:1");

    [Fact]
    public void A_right_request_has_no_error() => SimulationCheck.ErrorOf(Right).ShouldBeNull();

    [Fact]
    public void Numbers_out_of_range_say_what_is_possible()
    {
        SimulationCheck.ErrorOf(Right with { Patients = 0 }).ShouldBe("patients: 0 is not possible; possible are 1 to 1000000");
        SimulationCheck.ErrorOf(Right with { Trials = 0 }).ShouldBe("trials: 0 is not possible; possible are 1 to 1000000000");
        SimulationCheck.ErrorOf(Right with { Threads = 0 })!.ShouldStartWith("threads: 0");
        SimulationCheck.ErrorOf(Right with { StockOut = 0 })!.ShouldStartWith("stock-out: 0");
        SimulationCheck.ErrorOf(Right with { StockOut = double.NaN })!.ShouldStartWith("stock-out");
        SimulationCheck.ErrorOf(Right with { Alpha = 1 })!.ShouldStartWith("alpha: 1");
        SimulationCheck.ErrorOf(Right with { Effect = 0 })!.ShouldContain("effect is 0");
        SimulationCheck.ErrorOf(Right with { KitsPerParticipant = 0 })!.ShouldContain("kits per participant: 0");
    }

    [Fact]
    public void A_list_is_not_longer_than_its_procedure_allows()
    {
        var request = Given.Request("""{"method":"random-allocation-rule","length":20}""", Given.Ratio(1, 1), 22, 10);
        SimulationCheck.ErrorOf(request)!.ShouldStartWith("patients: 22 are more than the 20 places");
    }

    [Fact]
    public void A_population_has_shares_that_sum_to_one_for_all_factors_and_levels()
    {
        SimulationCheck.ErrorOf(Right with { Population = [] })!.ShouldContain("gender");
        SimulationCheck.ErrorOf(Right with { Population = [Given.Factor("gender=F:1,X:1")] })!.ShouldContain("not the procedure's: F, M");
        SimulationCheck.ErrorOf(Right with { Population = [Given.Factor("gender=M:1,F:1")] })!.ShouldContain("in this order");
        var gender = Right.Population[0];
        SimulationCheck.ErrorOf(Right with { Population = [gender with { Levels = [new("F", 0.7), new("M", 0.7)] }] })!.ShouldContain("sum to 1");
        SimulationCheck.ErrorOf(Right with { Population = [gender with { Levels = [new("F", 1.5), new("M", -0.5)] }] })!.ShouldContain("sum to 1");
        SimulationCheck.ErrorOf(Right with { Population = [gender, gender] })!.ShouldContain("gender");
    }

    [Fact]
    public void Too_many_combinations_are_refused_before_memory_is_asked_for()
    {
        var many = Enumerable.Range(0, 21).Select(number => Given.Factor($"factor{number}=a:1,b:1"));
        SimulationCheck.ErrorOf(Right with { Population = [.. Right.Population, .. many] })!.ShouldContain("1048576 combinations");
    }

    [Fact]
    public void A_wrong_request_is_not_run() =>
        Should.Throw<ArgumentException>(() => Given.Simulated(Right with { Trials = 0 }));
}
