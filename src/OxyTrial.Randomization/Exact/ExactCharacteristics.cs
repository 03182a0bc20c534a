using System.Numerics;

namespace OxyTrial.Randomization.Exact;

/// <summary>
/// Exact operating characteristics of one list of a procedure. D is the range of count/ratio; with two arms at 1 : 1 it is |N_A − N_B|.
/// Guesses are those of the convergence strategy of Blackwell and Hodges (1957): the arm of least count/ratio, at a tie the coin of the
/// ratio among the arms that tie.
/// </summary>
public sealed record ExactCharacteristics
{
    /// <summary>Participants of the list.</summary>
    public required int Patients { get; init; }

    /// <summary>Sequences of arms that have a positive probability.</summary>
    public required BigInteger SequenceCount { get; init; }

    /// <summary>Expected number of correct guesses, 0 to <see cref="Patients"/>.</summary>
    public required Rational ExpectedCorrectGuesses { get; init; }

    /// <summary>E[D²] after the last participant.</summary>
    public required Rational ExpectedSquaredFinalImbalance { get; init; }

    /// <summary>
    /// Expected share of allocations whose arm was certain beforehand to somebody who knows the procedure and the earlier arms.
    /// </summary>
    public required Rational DeterministicShare { get; init; }

    /// <summary>The probability of each largest D reached during the list, in ascending order; they sum to one.</summary>
    public required IReadOnlyList<(Rational Imbalance, Rational Probability)> MaximumImbalance { get; init; }

    /// <summary>
    /// Chronological bias under a linear trend: the variance of Σ i·T_i, T_i = ±1 by arm; null with more than two arms (Rosenberger and
    /// Lachin, Randomization in Clinical Trials, 2nd ed., sec. 5.4).
    /// </summary>
    public required Rational? DriftVariance { get; init; }

    /// <summary>
    /// The first participant whose unconditional probabilities are not the allocation ratio; null when all keep it (Kuznetsova and
    /// Tymofyeyev, Statistics in Medicine 30 (2011)).
    /// </summary>
    public required MovedRatio? MovedRatio { get; init; }
}

/// <summary>A place of a list whose unconditional probabilities are not the allocation ratio.</summary>
/// <param name="Place">The place, from 1.</param>
/// <param name="Probabilities">Probability of each arm there, averaged over all that may have come before.</param>
public sealed record MovedRatio(int Place, IReadOnlyList<Rational> Probabilities);
