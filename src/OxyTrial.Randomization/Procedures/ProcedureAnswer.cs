namespace OxyTrial.Randomization;

/// <summary>
/// What a procedure says of one arm for the next participant: the imbalance after a hypothetical assignment to it, and the exact
/// probability of the assignment.
/// </summary>
public readonly record struct ArmAnswer(Rational Imbalance, Rational Probability);

/// <summary>What a procedure says of the next participant, one entry per arm in the order of the ratio; the probabilities sum to one.</summary>
public sealed record ProcedureAnswer(IReadOnlyList<ArmAnswer> Arms);
