using OxyTrial.Assessment.Rerandomization;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Randomization.Tests;
using Shouldly;

namespace OxyTrial.Assessment.Tests.Rerandomization;

/// <summary>
/// Trials without any treatment effect, but with a strong trend over time and an effect of the covariate: the test at level .05
/// rejects one in twenty. 400 trials: the rejections are binomial, 20 ± 4.4; allowed are four standard errors, which a right test leaves
/// less than once in ten thousand seeds. The seeds are fixed.
/// </summary>
public sealed class TypeOneErrorTests
{
    private const int Trials = 400;
    private const int Participants = 20;
    private const int Replicates = 99;
    private static readonly ArmComparison Means = new(0, 1, TestStatistic.DifferenceInMeans, Alternative.TwoSided);

    [Theory]
    [InlineData("""{"method":"permuted-block","sizes":[4]}""")]
    [InlineData("""{"method":"permuted-block","sizes":[2,4],"factors":{"gender":["F","M"]}}""")]
    [InlineData("""{"method":"minimization","factors":{"gender":["F","M"],"site":["1","2"]},"metric":"range","probability":"4/5"}""")]
    [InlineData("""{"method":"efron-coin","probability":"2/3"}""")]
    public void A_trial_without_effect_is_rejected_once_in_twenty(string json)
    {
        var procedure = Given.Procedure(json);
        ((double)Rejections(procedure, procedure)).ShouldBe(Trials / 20.0, tolerance: 4 * Math.Sqrt(Trials * .05 * .95));
    }

    [Fact]
    public void Another_procedure_than_the_trials_own_is_not_calibrated()
    {
        // Blocks balance the trend and a coin does not: by the coin's allocations the difference is never remarkable.
        var rejections = Rejections(Given.Procedure("""{"method":"permuted-block","sizes":[4]}"""), Given.Procedure("""{"method":"complete"}"""));
        rejections.ShouldBeLessThan(3);
    }

    private static int Rejections(ProcedureDefinition used, ProcedureDefinition analyzed) => Enumerable.Range(0, Trials).Count(trial =>
    {
        var test = RerandomizationTestTests.TestOf(analyzed, Given.OneToOne, TrialOf(used, analyzed, trial), Means);
        return test.Drawn(Replicates, seed: trial).PValue <= new Rational(1, 20);
    });

    private static RandomizedParticipant[] TrialOf(ProcedureDefinition used, ProcedureDefinition analyzed, int trial)
    {
        var slots = new SlotArms(Given.Secret(trial), Given.SpecSha256, used, Given.OneToOne);
        var noise = new TrialNoise(trial);
        var lists = new Dictionary<Profile, ScopeReplay>();
        return [.. Enumerable.Range(0, Participants).Select(index =>
        {
            var person = noise.Next(4);
            var profile = EveryProcedure.ProfileOf(used, person);
            var key = used.IsStratified ? profile : Profile.Empty;
            lists.TryAdd(key, slots.Open(key == Profile.Empty ? string.Empty : used.Factors.StratumOf(key)));
            // Trend, covariate, and noise of whole numbers, so that there are ties.
            return new RandomizedParticipant(string.Empty, EveryProcedure.ProfileOf(analyzed, person), lists[key].Next(profile), (2 * index) + (5 * (person % 2)) + noise.Next(6));
        })];
    }

    private sealed class TrialNoise(int trial)
    {
        private readonly OxyTrial.Randomization.Bits.DrbgStream _bits = new(new OxyTrial.Randomization.Bits.HmacDrbg(new byte[32], BitConverter.GetBytes(trial), "noise"u8));

        public int Next(int bound) => OxyTrial.Randomization.Bits.UniformInteger.Below(_bits, bound);
    }
}
