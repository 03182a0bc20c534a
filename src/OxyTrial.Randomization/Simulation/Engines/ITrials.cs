namespace OxyTrial.Randomization.Simulation;

/// <summary>Runs one trial after the other and adds them to a tally. One object per thread.</summary>
internal interface ITrials
{
    void Run(ref Generator generator, Tally tally);
}
