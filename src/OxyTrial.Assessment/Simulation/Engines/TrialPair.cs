using System.Runtime.CompilerServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// Two trials of one list, walked in step: the look-ups of one run while those of the other wait for memory. Both draw in turn from one
/// stream. The walk stops where an arm leads to a state the table does not have yet; the owner adds it and walks on.
/// </summary>
internal struct TrialPair
{
    public Generator Draws;
    public int At;
    public int OtherAt;
    public ulong Packed;
    public ulong OtherPacked;
    public int Sum;
    public int OtherSum;
    public int Largest;
    public int OtherLargest;

    /// <summary>The next checkpoint to reach, and the steps to it.</summary>
    public int Checkpoint;

    public int Left;

    /// <summary>−1 where the first arm came: the step at which the walk stopped.</summary>
    public int Mask;

    public int OtherMask;

    /// <summary>
    /// Walks to the last checkpoint (true) or to the first unknown state (false), noting |D| at each checkpoint: of one trial in even, of
    /// the other in odd places. No calls, so that everything stays in registers. Every index in the table comes from the table and every
    /// place noted from the loop, so bounds need no check.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Walk(ref TrialPair pair, ref TwoArmTable.State states, ref int steps, int checkpoints, ref int notes)
    {
        var (draws, at, otherAt, packed, otherPacked) = (pair.Draws, pair.At, pair.OtherAt, pair.Packed, pair.OtherPacked);
        var (sum, otherSum, largest, otherLargest) = (pair.Sum, pair.OtherSum, pair.Largest, pair.OtherLargest);
        var (checkpoint, left) = (pair.Checkpoint, pair.Left);
        var (mask, otherMask) = (0, 0);
        var known = true;
        while (true)
        {
            for (; left > 0; left--)
            {
                ref var state = ref Unsafe.Add(ref states, at);
                mask = (int)Probability63.Happens(ref draws, state.Probability);
                packed += state.Packed;
                sum += state.Difference;
                if (state.Imbalance > largest)
                {
                    largest = state.Imbalance;
                }

                ref var other = ref Unsafe.Add(ref states, otherAt);
                otherMask = (int)Probability63.Happens(ref draws, other.Probability);
                otherPacked += other.Packed;
                otherSum += other.Difference;
                if (other.Imbalance > otherLargest)
                {
                    otherLargest = other.Imbalance;
                }

                var next = state.Second ^ (state.FirstOrSecond & mask);
                var otherNext = other.Second ^ (other.FirstOrSecond & otherMask);
                if (next == TwoArmTable.Unknown || otherNext == TwoArmTable.Unknown)
                {
                    known = false;
                    break;
                }

                (at, otherAt) = (next, otherNext);
            }

            if (!known)
            {
                break;
            }

            Unsafe.Add(ref notes, 2 * checkpoint) = Unsafe.Add(ref states, at).Imbalance;
            Unsafe.Add(ref notes, (2 * checkpoint) + 1) = Unsafe.Add(ref states, otherAt).Imbalance;
            if (++checkpoint == checkpoints)
            {
                break;
            }

            left = Unsafe.Add(ref steps, checkpoint);
        }

        (pair.Draws, pair.At, pair.OtherAt, pair.Packed, pair.OtherPacked) = (draws, at, otherAt, packed, otherPacked);
        (pair.Sum, pair.OtherSum, pair.Largest, pair.OtherLargest) = (sum, otherSum, largest, otherLargest);
        (pair.Checkpoint, pair.Left, pair.Mask, pair.OtherMask) = (checkpoint, left, mask, otherMask);
        return known;
    }
}
