using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>Runs trials and adds them to a tally. One object per thread.</summary>
internal interface ITrials
{
    /// <summary>
    /// Runs the trials numbered from <paramref name="first"/>, an even number. What a trial is depends on seed and number alone.
    /// </summary>
    void Run(long seed, long first, long count, Tally tally);
}
