using OxyTrial.Randomization.Bits;
using OxyTrial.Randomization.Derivation;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Statistics;

/// <summary>
/// The arms of many trials, each derived from a secret of its own as in production, against the exact probability of every arrangement;
/// each check at level .001.
/// </summary>
public sealed class AllocationStatisticsTests
{
    private const int Trials = 4000;
    private const string Four = """{"method":"permuted-block","sizes":[4]}""";

    [Theory]
    [InlineData("1:1", Four, 4)]
    [InlineData("1:1", """{"method":"permuted-block","sizes":[6]}""", 6)]
    [InlineData("1:1", """{"method":"permuted-block","sizes":[2,4]}""", 6)]
    [InlineData("1:1:2", """{"method":"permuted-block","sizes":[4]}""", 4)]
    [InlineData("2:1", """{"method":"complete"}""", 5)]
    [InlineData("1:1", """{"method":"efron-coin","probability":"2/3"}""", 5)]
    [InlineData("1:1", """{"method":"maximal","tolerance":2,"length":8}""", 8)]
    [InlineData("1:1", """{"method":"wei-urn","alpha":0,"beta":1}""", 5)]
    public void Every_arrangement_is_as_frequent_as_it_is_probable(string arms, string json, int places)
    {
        var ratio = Given.Ratio([.. arms.Split(':').Select(int.Parse)]);
        var procedure = Given.Procedure(json, ratio);
        var trials = Enumerable.Range(0, Trials).Select(secret => Arrangement(procedure, ratio, secret, "cohort=BPD", places));
        ChiSquare.PValue(trials, Expected(procedure, ratio, places)).ShouldBeGreaterThan(ChiSquare.Level);
    }

    [Fact]
    public void Minimization_is_drawn_with_its_probabilities()
    {
        var procedure = Given.Procedure("""{"method":"minimization","factors":{"gender":["F","M"]},"metric":"range","probability":"4/5"}""");
        Profile[] participants = [.. "FFMFM".Select(letter => procedure.Factors.ProfileOf($"{letter}"))];
        var expected = Given.Sequences(2, 5).ToDictionary(sequence => sequence, sequence => Probability(procedure, participants, sequence));
        var trials = Enumerable.Range(0, Trials).Select(secret =>
        {
            var scope = new SlotArms(Given.Secret(secret), Given.SpecSha256, procedure, Given.OneToOne).Open("cohort=BPD");
            return string.Concat(participants.Select(participant => (char)('A' + scope.Next(participant))));
        });
        ChiSquare.PValue(trials, expected).ShouldBeGreaterThan(ChiSquare.Level);
    }

    [Fact]
    public void A_block_tells_nothing_of_the_next()
    {
        var procedure = Given.Procedure(Four);
        ChiSquare.PValue(
            Enumerable.Range(0, Trials).Select(secret => Arrangement(procedure, Given.OneToOne, secret, "cohort=BPD", 8)),
            Expected(procedure, Given.OneToOne, 8)).ShouldBeGreaterThan(ChiSquare.Level);
    }

    [Fact]
    public void A_list_tells_nothing_of_another_list_of_the_trial()
    {
        var procedure = Given.Procedure(Four);
        var both = Enumerable.Range(0, Trials).Select(secret =>
            Arrangement(procedure, Given.OneToOne, secret, "cohort=BPD|gender=F", 4) + Arrangement(procedure, Given.OneToOne, secret, "cohort=BPD|gender=M", 4));
        ChiSquare.PValue(both, Expected(procedure, Given.OneToOne, 8)).ShouldBeGreaterThan(ChiSquare.Level);
    }

    [Fact]
    public void Lists_that_share_a_quarter_of_their_blocks_fail()
    {
        var procedure = Given.Procedure(Four);
        var both = Enumerable.Range(0, Trials).Select(secret =>
            Arrangement(procedure, Given.OneToOne, secret, "cohort=BPD|gender=F", 4) + Arrangement(procedure, Given.OneToOne, secret, secret % 4 == 0 ? "cohort=BPD|gender=F" : "cohort=BPD|gender=M", 4));
        ChiSquare.PValue(both, Expected(procedure, Given.OneToOne, 8)).ShouldBeLessThan(ChiSquare.Level);
    }

    [Fact]
    public void Blocks_of_a_biased_source_fail()
    {
        var procedure = Given.Procedure(Four);
        var trials = Enumerable.Range(0, Trials).Select(number =>
        {
            var bits = BiasedBits.TooManyOnes(new DrbgStream(new HmacDrbg(Given.SpecSha256, [], BitConverter.GetBytes(number))));
            var arms = procedure.Draw(Given.OneToOne, new OneStream(bits));
            return string.Concat(Enumerable.Range(0, 4).Select(_ => (char)('A' + arms.Next(Profile.Empty))));
        });
        ChiSquare.PValue(trials, Expected(procedure, Given.OneToOne, 4)).ShouldBeLessThan(ChiSquare.Level);
    }

    private static Dictionary<string, Rational> Expected(ProcedureDefinition procedure, AllocationRatio ratio, int places) =>
        Given.Sequences(ratio.Count, places).ToDictionary(sequence => sequence, sequence => Given.SequenceProbability(procedure, ratio, sequence));

    private static Rational Probability(ProcedureDefinition procedure, Profile[] participants, string sequence)
    {
        var state = procedure.Open(Given.OneToOne);
        var probability = Rational.One;
        for (var place = 0; place < sequence.Length; place++)
        {
            probability *= state.Probabilities(participants[place])[sequence[place] - 'A'];
            state.Add(participants[place], sequence[place] - 'A');
        }

        return probability;
    }

    private static string Arrangement(ProcedureDefinition procedure, AllocationRatio ratio, int secret, string scope, int places)
    {
        var replay = new SlotArms(Given.Secret(secret), Given.SpecSha256, procedure, ratio).Open(scope);
        return string.Concat(Enumerable.Range(0, places).Select(_ => (char)('A' + replay.Next(Profile.Empty))));
    }

    private sealed class OneStream(IRandomBits bits) : IDrawSource
    {
        public IRandomBits Slot(long sequence) => bits;

        public IRandomBits Block(long number) => bits;
    }
}
