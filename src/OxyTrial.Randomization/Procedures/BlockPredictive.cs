namespace OxyTrial.Randomization;

/// <summary>
/// The exact predictive probabilities of a list of permuted blocks, given the list so far: the sum over all ways of cutting it into
/// blocks, each size of the set equally likely for every block. Only the open block matters, so the state is the posterior of its
/// (size, arms used), at most as many hypotheses as the sizes sum to, however long the list is;
/// only the digits of the posteriors grow, slowly (2000 slots of sizes 2, 4, 6, 8: some 460 bits).
/// </summary>
internal sealed class BlockPredictive : IProcedureState
{
    private readonly AllocationRatio _ratio;
    private readonly IReadOnlyList<int> _sizes;
    private readonly RangeOfCounts _counts;
    private readonly Rational[] _probabilities;
    private List<OpenBlock> _open = [];

    public BlockPredictive(AllocationRatio ratio, IReadOnlyList<int> sizes)
    {
        _ratio = ratio;
        _sizes = sizes;
        _counts = new RangeOfCounts(ratio);
        _probabilities = new Rational[ratio.Count];
        OpenNewBlocks(_open, Rational.One);
        Predict();
    }

    public ProcedureAnswer Next(Profile profile) => _counts.Answer(_probabilities);

    public ReadOnlySpan<Rational> Probabilities(Profile profile) => _probabilities;

    public bool TryAdd(Profile profile, int arm)
    {
        var probability = _probabilities[arm];
        if (probability.Sign == 0)
        {
            return false;
        }

        _counts.Add(arm);
        Condition(arm, probability);
        Predict();
        return true;
    }

    // Bayes: a hypothesis is weighted by how likely it made the arm, and divided by how likely the arm was altogether.
    private void Condition(int arm, Rational probability)
    {
        var next = new List<OpenBlock>(_open.Count);
        var closed = Rational.Zero;
        foreach (var block in _open)
        {
            if (block.Left[arm] == 0)
            {
                continue;
            }

            var weight = block.Weight * block.ProbabilityOf(arm) / probability;
            if (block.TotalLeft == 1)
            {
                closed += weight;
            }
            else
            {
                next.Add(block.After(arm, weight));
            }
        }

        OpenNewBlocks(next, closed);
        _open = next;
    }

    private void OpenNewBlocks(List<OpenBlock> blocks, Rational weight)
    {
        if (weight.Sign == 0)
        {
            return;
        }

        foreach (var size in _sizes)
        {
            var repeats = size / _ratio.Sum;
            blocks.Add(new OpenBlock([.. _ratio.Arms.Select(arm => arm.Ratio * repeats)], size, weight / _sizes.Count));
        }
    }

    private void Predict()
    {
        for (var arm = 0; arm < _probabilities.Length; arm++)
        {
            _probabilities[arm] = Rational.Zero;
            foreach (var block in _open)
            {
                _probabilities[arm] += block.Weight * block.ProbabilityOf(arm);
            }
        }
    }

    /// <summary>A hypothesis: the places left per arm in the block that is open, and its posterior probability.</summary>
    private sealed record OpenBlock(int[] Left, int TotalLeft, Rational Weight)
    {
        public Rational ProbabilityOf(int arm) => new(Left[arm], TotalLeft);

        public OpenBlock After(int arm, Rational weight)
        {
            int[] left = [.. Left];
            left[arm]--;
            return new OpenBlock(left, TotalLeft - 1, weight);
        }
    }
}
