using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Rerandomization;

/// <summary>
/// The randomization test (re-randomization test): outcomes, covariates and the order of enrollment stay as they were, the same
/// procedure allocates anew, list by list, and the p value is the probability of a statistic at least as extreme as the observed one.
/// It assumes nothing but the randomization itself. R. A. Fisher, The Design of Experiments (1935), ch. II and III; Rosenberger and
/// Lachin, Randomization in Clinical Trials, 2nd ed. (2016), ch. 6; Simon and Simon, Statistics and Probability Letters 81 (2011), for
/// covariate-adaptive procedures. The reference set is unconditional: all sequences of the procedure, whatever the numbers per arm.
/// </summary>
public sealed class RerandomizationTest
{
    private readonly AllocationList[] _lists;
    private readonly ArmComparison _comparison;
    private readonly Rational _observed;
    private readonly BigInteger _scale;

    private RerandomizationTest(AllocationList[] lists, ArmComparison comparison, Rational observed, BigInteger scale) =>
        (_lists, _comparison, _observed, _scale) = (lists, comparison, observed, scale);

    /// <summary>The statistic of the trial as it was.</summary>
    public Rational Observed => _observed / _scale;

    /// <summary>How many allocation lists the participants are on.</summary>
    public int Lists => _lists.Length;

    /// <summary>How many sequences of arms one could write down for the longest list, possible or not.</summary>
    public BigInteger ConceivableSequences => _lists.Max(list => BigInteger.Pow(list.Arms, list.Count));

    /// <summary>
    /// The test for these participants, in the order of enrollment. Participants without a value are allocated anew like all, but are not
    /// in the statistic. Refused: nobody; the same arm twice or an arm that is not there; an arm without a value; a history the procedure
    /// cannot have made.
    /// </summary>
    public static bool TryCreate(
        ProcedureDefinition procedure,
        AllocationRatio ratio,
        IReadOnlyList<RandomizedParticipant> participants,
        ArmComparison comparison,
        [NotNullWhen(true)] out RerandomizationTest? test,
        [NotNullWhen(false)] out RerandomizationRefusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(procedure);
        ArgumentNullException.ThrowIfNull(ratio);
        ArgumentNullException.ThrowIfNull(participants);
        ArgumentNullException.ThrowIfNull(comparison);
        test = null;
        refusal = ErrorOf(ratio, participants, comparison) ?? AllocationLists.Impossible(procedure, ratio, participants);
        if (refusal is not null)
        {
            return false;
        }

        var scale = AllocationLists.ScaleOf(participants);
        var lists = AllocationLists.Of(procedure, ratio, participants, comparison, scale);
        var totals = lists.Aggregate(default(ArmTotals), (sum, list) => sum.Plus(list.Observed()));
        if (totals.FirstCount == 0 || totals.SecondCount == 0)
        {
            var empty = ratio.Arms[totals.FirstCount == 0 ? comparison.First : comparison.Second].Name;
            refusal = new(null, $"nobody in arm {empty} has a value; both arms compared have at least one");
            return false;
        }

        var observed = comparison.Of(totals)!.Value;
        test = new RerandomizationTest(lists, comparison, observed, scale);
        return true;
    }

    /// <summary>
    /// Allocates anew <paramref name="replicates"/> times. The result depends on the seed only, not on the number of threads.
    /// </summary>
    /// <param name="replicates">L, at least 1.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="progress">Told now and then how many replicates are done, of how many; from several threads.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ArgumentOutOfRangeException">Replicates or threads are less than one.</exception>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public MonteCarloTest Draw(
        int replicates, long seed, int threads = 1, IProgress<(int Done, int Target)>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var bits = new ReplicateBits(seed);
        var part = Math.Max(1, replicates / 100);
        var parts = ((replicates - 1) / part) + 1;
        var results = new MonteCarloTest[parts];
        var done = 0;
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, index =>
        {
            var from = index * part;
            results[index] = Part(bits, from, Math.Min(replicates, from + part));
            progress?.Report((Interlocked.Add(ref done, results[index].Replicates), replicates));
        });
        return results.Aggregate((sum, one) => sum.Plus(one));
    }

    /// <summary>
    /// Goes through every sequence of arms the procedure could have made, list by list. Null when a list has more than
    /// <paramref name="most"/> sequences, or the lists together more than that many different totals.
    /// </summary>
    /// <param name="most">A bound on time and memory.</param>
    /// <param name="progress">Told now and then how much is done, in per cent of each list.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public ExactTest? Enumerate(long most, IProgress<(int Done, int Target)>? progress = null, CancellationToken cancellation = default)
    {
        var all = TotalsDistribution.Nothing;
        for (var list = 0; list < _lists.Length; list++)
        {
            var percent = new Percent(list, _lists.Length, progress);
            if (SequenceEnumeration.Of(_lists[list], most, percent.Done, cancellation) is not { } one || all.And(one, most) is not { } both)
            {
                return null;
            }

            all = both;
        }

        return TestOf(all);
    }

    private ExactTest TestOf(TotalsDistribution all)
    {
        var (extreme, undefined) = (Rational.Zero, Rational.Zero);
        foreach (var (totals, probability) in all.Probabilities)
        {
            var statistic = _comparison.Of(totals);
            extreme += _comparison.IsExtreme(statistic, _observed) ? probability : Rational.Zero;
            undefined += statistic is null ? probability : Rational.Zero;
        }

        return new ExactTest(extreme, undefined, all.Sequences);
    }

    private static RerandomizationRefusal? ErrorOf(
        AllocationRatio ratio, IReadOnlyList<RandomizedParticipant> participants, ArmComparison comparison) =>
        participants.Count == 0 ? new(null, "there is no participant")
        : comparison.First == comparison.Second || !IsArm(ratio, comparison.First) || !IsArm(ratio, comparison.Second)
            ? new(null, $"two different arms are compared; possible are {string.Join(", ", ratio.Arms.Select(arm => arm.Name))}")
        : null;

    private static bool IsArm(AllocationRatio ratio, int arm) => arm >= 0 && arm < ratio.Count;

    /// <summary>Tells of every whole per cent once.</summary>
    private sealed class Percent(int list, int lists, IProgress<(int Done, int Target)>? progress)
    {
        private int _told;

        public void Done(double share)
        {
            var percent = (int)(100 * share);
            if (percent > _told)
            {
                _told = percent;
                progress?.Report(((list * 100) + percent, lists * 100));
            }
        }
    }

    private MonteCarloTest Part(ReplicateBits bits, int from, int to)
    {
        var (extreme, undefined) = (0, 0);
        for (var replicate = from; replicate < to; replicate++)
        {
            var draws = bits.Of(replicate);
            var totals = default(ArmTotals);
            foreach (var list in _lists)
            {
                totals = totals.Plus(list.Draw(draws));
            }

            var statistic = _comparison.Of(totals);
            extreme += _comparison.IsExtreme(statistic, _observed) ? 1 : 0;
            undefined += statistic is null ? 1 : 0;
        }

        return new MonteCarloTest(to - from, extreme, undefined);
    }
}
