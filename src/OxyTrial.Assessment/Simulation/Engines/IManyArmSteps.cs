using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>A procedure with any arms and ratio, step by step; see <see cref="ITwoArmSteps"/>.</summary>
internal interface IManyArmSteps
{
    /// <summary>Before every trial.</summary>
    void Begin();

    /// <summary>The cumulated probabilities of all arms but the last, over 2⁶³; valid until the next call.</summary>
    ReadOnlySpan<ulong> Cumulated(int joint);

    /// <summary>Counts the patient just asked about.</summary>
    void Add(int joint, int arm);

    /// <summary>Forgets the patients with this index: before the next trial, once for every index there was.</summary>
    void Forget(int joint);
}
