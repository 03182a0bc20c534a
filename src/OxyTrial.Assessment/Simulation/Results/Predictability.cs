namespace OxyTrial.Assessment.Simulation;

/// <summary>How well the next arm can be guessed by somebody who knows the arms of the past; shares of all patients.</summary>
/// <param name="Convergence">
/// Correct guesses of the convergence strategy over the whole trial (Blackwell and Hodges 1957): the arm of least count/ratio; at a
/// tie an arm drawn by the ratio.
/// </param>
/// <param name="OwnCell">The same strategy within the patient's own cell; equal to <paramref name="Convergence"/> without factors.</param>
/// <param name="KnownProcedure">
/// Correct guesses of somebody who knows procedure, parameters (block sizes as a set, not each block's) and covariates, and guesses
/// the arm of largest probability.
/// </param>
/// <param name="Deterministic">Assignments that are certain to that person.</param>
public sealed record Predictability(Estimate Convergence, Estimate OwnCell, Estimate KnownProcedure, Estimate Deterministic);

/// <summary>
/// Bias of the comparison from a linear trend: T_i standardizes the arm of patient i, T_i = (I_i − s)/√(s(1 − s)) with share s of the
/// arm; with two arms 1:1 it is ±1. Of more than two arms, the arm with the largest variance.
/// </summary>
/// <param name="Arm">The arm.</param>
/// <param name="Variance">Mean of (Σ i·T_i)².</param>
/// <param name="ExactVariance">Its closed form, where one is known: complete, permuted blocks of one size and full blocks, random allocation rule.</param>
/// <param name="CompleteVariance">N(N + 1)(2N + 1)/6, that of complete randomization.</param>
/// <param name="BiasStandardDeviation">
/// Root mean square of the difference in mean outcome, arm against the rest, when outcomes rise by 1 in all, evenly, from the first
/// patient to the last, and there is no effect. Trials without one of the two are left out.
/// </param>
public sealed record ChronologicalBias(
    string Arm, Estimate Variance, double? ExactVariance, double CompleteVariance, double BiasStandardDeviation);
