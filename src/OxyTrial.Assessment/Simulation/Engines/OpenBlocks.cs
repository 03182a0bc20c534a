using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// The predictive probabilities of one list of blocks of random sizes: the posterior of the block that is open, as
/// <see cref="BlockPredictive"/> has it, in doubles. Drawing from the predictive gives the same lists as drawing the blocks. Which
/// arms are possible follows from whole numbers and is exact; the probabilities of the others agree to some 10⁻¹⁵.
/// </summary>
internal sealed class OpenBlocks
{
    private readonly int _arms;
    private readonly int[] _ratio;
    private readonly int _sum;
    private readonly int[] _sizes;
    private readonly double[] _weights;
    private readonly int[] _left;
    private readonly int[] _total;
    private int _open;

    public OpenBlocks(AllocationRatio ratio, IReadOnlyList<int> sizes)
    {
        (_arms, _sum, _sizes) = (ratio.Count, ratio.Sum, [.. sizes]);
        _ratio = [.. ratio.Arms.Select(arm => arm.Ratio)];
        // At most one hypothesis a place of a size, and the new ones.
        var most = sizes.Sum() + sizes.Count;
        (_weights, _total, _left) = (new double[most], new int[most], new int[most * _arms]);
        Clear();
    }

    public void Clear()
    {
        _open = 0;
        OpenNew(1);
    }

    /// <summary>Fills the probability of each arm; they sum to one but for rounding, and what is impossible is 0.</summary>
    public void Predict(Span<double> probabilities)
    {
        probabilities.Clear();
        for (var block = 0; block < _open; block++)
        {
            var share = _weights[block] / _total[block];
            var left = _left.AsSpan(block * _arms, _arms);
            for (var arm = 0; arm < left.Length; arm++)
            {
                probabilities[arm] += share * left[arm];
            }
        }
    }

    /// <summary>Bayes: hypotheses that did not have the arm fall, the others are weighted by how likely they made it.</summary>
    public void Add(int arm)
    {
        var (kept, closed, sum) = (0, 0.0, 0.0);
        for (var block = 0; block < _open; block++)
        {
            var left = _left[(block * _arms) + arm];
            if (left == 0)
            {
                continue;
            }

            var weight = _weights[block] * left / _total[block];
            sum += weight;
            if (_total[block] == 1)
            {
                closed += weight;
                continue;
            }

            _left.AsSpan(block * _arms, _arms).CopyTo(_left.AsSpan(kept * _arms, _arms));
            _left[(kept * _arms) + arm]--;
            (_weights[kept], _total[kept]) = (weight, _total[block] - 1);
            kept++;
        }

        _open = kept;
        for (var block = 0; block < kept; block++)
        {
            _weights[block] /= sum;
        }

        if (closed > 0)
        {
            OpenNew(closed / sum);
        }
    }

    private void OpenNew(double weight)
    {
        foreach (var size in _sizes)
        {
            (_weights[_open], _total[_open]) = (weight / _sizes.Length, size);
            for (var arm = 0; arm < _arms; arm++)
            {
                _left[(_open * _arms) + arm] = size / _sum * _ratio[arm];
            }

            _open++;
        }
    }
}
