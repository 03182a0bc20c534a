using System.Numerics;
using OxyTrial.Randomization.Exact;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Exact;

/// <summary>Every sequence of a short list is written out with its probability; what is computed must be what is counted.</summary>
public class EnumerationTests
{
    public static TheoryData<string, int[], int> Lists => new()
    {
        { """{"method":"complete"}""", [1, 1], 7 },
        { """{"method":"complete"}""", [1, 2, 3], 5 },
        { """{"method":"permuted-block","sizes":[4]}""", [1, 1], 10 },
        { """{"method":"permuted-block","sizes":[6]}""", [2, 1], 8 },
        { """{"method":"permuted-block","sizes":[4]}""", [1, 1, 2], 7 },
        { """{"method":"permuted-block","sizes":[2,4]}""", [1, 1], 11 },
        { """{"method":"permuted-block","sizes":[2,4,6]}""", [1, 1], 10 },
        { """{"method":"permuted-block","sizes":[3,6]}""", [2, 1], 10 },
        { """{"method":"permuted-block","sizes":[3,6]}""", [1, 1, 1], 7 },
        { """{"method":"random-allocation-rule","length":8}""", [1, 1], 8 },
        { """{"method":"random-allocation-rule","length":6}""", [1, 2], 5 },
        { """{"method":"truncated-binomial","length":8}""", [1, 1], 8 },
        { """{"method":"truncated-binomial","length":6}""", [1, 1, 1], 6 },
        { """{"method":"truncated-binomial","length":6}""", [2, 1], 6 },
        { """{"method":"efron-coin","probability":"2/3"}""", [1, 1], 9 },
        { """{"method":"efron-coin","probability":"3/4"}""", [1, 1, 1], 6 },
        { """{"method":"efron-coin","probability":"4/5"}""", [2, 1], 8 },
        { """{"method":"big-stick","tolerance":2}""", [1, 1], 10 },
        { """{"method":"big-stick","tolerance":2}""", [1, 1, 1], 6 },
        { """{"method":"block-urn","lambda":2}""", [1, 1], 9 },
        { """{"method":"block-urn","lambda":2}""", [1, 1, 2], 6 },
        { """{"method":"wei-urn","alpha":0,"beta":1}""", [1, 1], 9 },
        { """{"method":"wei-urn","alpha":1,"beta":"1/2"}""", [1, 1, 1], 6 },
        { """{"method":"wei-urn","alpha":1,"beta":1}""", [3, 1], 7 },
        { """{"method":"maximal","tolerance":2,"length":10}""", [1, 1], 10 },
        { """{"method":"maximal","tolerance":2,"length":10}""", [1, 1], 7 },
        { """{"method":"maximal","tolerance":1,"length":6}""", [1, 1, 1], 6 },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void Computed_is_what_complete_enumeration_counts(string procedure, int[] numbers, int patients)
    {
        var ratio = Given.Ratio(numbers);
        var definition = Given.Procedure(procedure, ratio);
        var counted = new Counted(definition, ratio, patients);
        OperatingCharacteristics.TryCompute(definition, ratio, patients, out var exact, out var error).ShouldBeTrue(error);

        exact!.SequenceCount.ShouldBe(counted.Sequences);
        exact.ExpectedCorrectGuesses.ShouldBe(counted.CorrectGuesses);
        exact.DeterministicShare.ShouldBe(counted.Certain / patients);
        exact.ExpectedSquaredFinalImbalance.ShouldBe(counted.SquaredFinalImbalance);
        exact.MaximumImbalance.ShouldBe(counted.MaximumImbalance.Select(entry => (entry.Key, entry.Value)));
        counted.MaximumImbalance.Values.Aggregate(Rational.Zero, (sum, one) => sum + one).ShouldBe(Rational.One);
        exact.DriftVariance.ShouldBe(numbers.Length == 2 ? counted.SquaredDrift - (counted.Drift * counted.Drift) : null);
        (exact.MovedRatio?.Place).ShouldBe(counted.FirstMovedPlace);
        exact.MovedRatio?.Probabilities.ShouldBe(counted.Unconditional[exact.MovedRatio.Place - 1]);
    }

    /// <summary>The slow way, straight from the definitions, over the public state of the procedure.</summary>
    private sealed class Counted
    {
        private readonly ProcedureDefinition _definition;
        private readonly AllocationRatio _ratio;
        private readonly int _patients;

        public Counted(ProcedureDefinition definition, AllocationRatio ratio, int patients)
        {
            (_definition, _ratio, _patients) = (definition, ratio, patients);
            Unconditional = [.. Enumerable.Range(0, patients).Select(_ => new Rational[ratio.Count])];
            Extend([], Rational.One, Rational.Zero);
        }

        public BigInteger Sequences { get; private set; }

        public Rational CorrectGuesses { get; private set; }

        public Rational Certain { get; private set; }

        public Rational SquaredFinalImbalance { get; private set; }

        public Rational Drift { get; private set; }

        public Rational SquaredDrift { get; private set; }

        public SortedDictionary<Rational, Rational> MaximumImbalance { get; } = [];

        public Rational[][] Unconditional { get; }

        public int? FirstMovedPlace => Unconditional.Index()
            .Where(place => place.Item.Index().Any(arm => arm.Item != _ratio.ShareOf(arm.Index)))
            .Select(place => (int?)place.Index + 1).FirstOrDefault();

        private void Extend(int[] arms, Rational probability, Rational maximum)
        {
            var scaled = Enumerable.Range(0, _ratio.Count).Select(arm => new Rational(arms.Count(a => a == arm), _ratio[arm])).ToArray();
            var imbalance = scaled.Max() - scaled.Min();
            maximum = imbalance > maximum ? imbalance : maximum;
            if (arms.Length == _patients)
            {
                Sequences++;
                var drift = arms.Index().Sum(place => (place.Index + 1) * (place.Item == 0 ? 1 : -1));
                Drift += probability * drift;
                SquaredDrift += probability * drift * drift;
                SquaredFinalImbalance += probability * imbalance * imbalance;
                MaximumImbalance[maximum] = MaximumImbalance.GetValueOrDefault(maximum) + probability;
                return;
            }

            var state = _definition.Open(_ratio);
            foreach (var arm in arms)
            {
                state.Add(Profile.Empty, arm);
            }

            var next = state.Probabilities(Profile.Empty).ToArray();
            var lagging = scaled.Index().Where(arm => arm.Item == scaled.Min()).Select(arm => arm.Index).ToArray();
            var shareOfGuess = lagging.Aggregate(Rational.Zero, (sum, arm) => sum + (next[arm] * _ratio[arm]));
            CorrectGuesses += probability * shareOfGuess / lagging.Sum(arm => _ratio[arm]);
            Certain += next.Any(one => one == Rational.One) ? probability : Rational.Zero;
            foreach (var arm in Enumerable.Range(0, _ratio.Count).Where(arm => next[arm].Sign > 0))
            {
                Unconditional[arms.Length][arm] += probability * next[arm];
                Extend([.. arms, arm], probability * next[arm], maximum);
            }
        }
    }
}
