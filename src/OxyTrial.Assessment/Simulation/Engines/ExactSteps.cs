using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// Any procedure, by its own exact state: slow, and for what has no engine of its own (dynamic hierarchical balancing with more arms or
/// unequal ratios, scores that do not fit in 128 bits).
/// </summary>
internal sealed class ExactStates(ProcedureDefinition procedure, AllocationRatio ratio, CellTable cells)
{
    private readonly IProcedureState?[] _states = new IProcedureState?[cells.ScopeCount];

    public ReadOnlySpan<Rational> Probabilities(int joint) => StateOf(joint).Probabilities(cells.Profiles[joint]);

    public void Add(int joint, int arm) => StateOf(joint).Add(cells.Profiles[joint], arm);

    public void Forget(int joint) => _states[cells.ScopeOf[joint]] = null;

    private IProcedureState StateOf(int joint) => _states[cells.ScopeOf[joint]] ??= procedure.Open(ratio);
}

/// <summary>As <see cref="ExactStates"/>.</summary>
internal readonly struct ExactSteps(ExactStates states) : IManyArmSteps
{
    public void Begin()
    {
    }

    public ReadOnlySpan<ulong> Cumulated(int joint) => Probability63.Cumulated(states.Probabilities(joint));

    public void Add(int joint, int arm) => states.Add(joint, arm);

    public void Forget(int joint) => states.Forget(joint);
}
