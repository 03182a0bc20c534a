using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// A procedure with two arms 1 : 1, step by step. Implemented by structures, so that each gets a loop compiled for it. Indexes are those
/// of the <see cref="CellTable"/>.
/// </summary>
internal interface ITwoArmSteps
{
    /// <summary>Before every trial.</summary>
    void Begin();

    /// <summary>Probability of the first arm over 2⁶³ for the next patient.</summary>
    ulong Probability(int joint);

    /// <summary>Counts the patient just asked about; <paramref name="first"/> is −1 for the first arm, 0 for the second.</summary>
    void Add(int joint, long first);

    /// <summary>Forgets the patients with this index: before the next trial, once for every index there was.</summary>
    void Forget(int joint);
}
