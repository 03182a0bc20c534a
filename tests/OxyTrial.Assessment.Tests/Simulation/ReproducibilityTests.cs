using System.Text.Json;
using OxyTrial.Assessment.Simulation;
using Shouldly;

namespace OxyTrial.Assessment.Tests.Simulation;

public class ReproducibilityTests
{
    public static TheoryData<string, int[], bool> Designs =>
    [
        ("""{"method":"big-stick","tolerance":3}""", [1, 1], false),
        ("""{"method":"permuted-block","sizes":[4,6]}""", [1, 1], false),
        ($$"""{"method":"permuted-block","sizes":[4],{{Given.Factors}}}""", [1, 1], true),
        ($$$"""{"method":"hu-hu",{{{Given.Factors}}},"probability":0.85,"weights":{"overall":0.2,"stratum":0.3,"margins":{"gender":0.2,"site":0.3} } }""", [1, 1], true),
        ($$"""{"method":"minimization",{{Given.Factors}},"metric":"variance","probability":"4/5"}""", [2, 1, 1], true),
    ];

    [Theory]
    [MemberData(nameof(Designs))]
    public void The_answers_are_the_same_to_the_last_bit_whatever_the_threads(string json, int[] numbers, bool factors)
    {
        var one = Answers(json, numbers, factors, 1);
        Answers(json, numbers, factors, 2).ShouldBe(one);
        Answers(json, numbers, factors, 5).ShouldBe(one);
    }

    [Fact]
    public void Another_seed_gives_other_answers() =>
        Answers("""{"method":"complete"}""", [1, 1], false, 2, seed: 1).ShouldNotBe(Answers("""{"method":"complete"}""", [1, 1], false, 2, seed: 2));

    [Fact]
    public void The_first_trials_of_a_longer_simulation_are_those_of_a_shorter_one()
    {
        // With one trial more, one value more: nothing else may move. 999 trials end within a pair.
        var shorter = Given.Simulated("""{"method":"complete"}""", Given.Ratio(1, 1), 10, 999).Imbalance.Final.Values;
        var longer = Given.Simulated("""{"method":"complete"}""", Given.Ratio(1, 1), 10, 1000).Imbalance.Final.Values;
        var moved = longer.Sum(value => Math.Abs(Math.Round(value.Share * 1000)
            - Math.Round(shorter.Where(other => other.Value == value.Value).Sum(other => other.Share) * 999)));
        moved.ShouldBe(1);
    }

    [Fact]
    public void A_canceled_simulation_stops_with_that_word()
    {
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        var request = Given.Request("""{"method":"complete"}""", Given.Ratio(1, 1), 100, 1_000_000_000);
        Should.Throw<OperationCanceledException>(() => Simulator.Run(request, TimeProvider.System, null, canceled.Token));
    }

    [Fact]
    public void Progress_ends_with_all_trials()
    {
        var told = new Told();
        Simulator.Run(Given.Request("""{"method":"complete"}""", Given.Ratio(1, 1), 100, 25_000), TimeProvider.System, told, TestContext.Current.CancellationToken);
        told.Most.ShouldBe(25_000);
    }

    private static string Answers(string json, int[] numbers, bool factors, int threads, long seed = 1)
    {
        string[] population = factors ? ["gender=F:4,M:1", "site=HD:2,MA:1,UL:1"] : [];
        var request = Given.Request(json, Given.Ratio(numbers), 100, 4001, population) with { Threads = threads, Seed = seed };
        var result = Given.Simulated(request);
        return JsonSerializer.Serialize(result with { Run = result.Run with { Threads = 0, Seconds = 0, Seed = 0 } });
    }

    private sealed class Told : IProgress<long>
    {
        private long most;

        public long Most => most;

        public void Report(long value)
        {
            lock (this)
            {
                most = Math.Max(most, value);
            }
        }
    }
}
