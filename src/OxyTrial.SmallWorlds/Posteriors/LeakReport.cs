using System.Collections.Immutable;
using OxyTrial.Randomization;

namespace OxyTrial.SmallWorlds.Posteriors;

/// <summary>How likely a sequence of arms is.</summary>
/// <param name="Arms">Arm keys, one a participant, e.g. <c>A B</c>.</param>
/// <param name="AfterTranscript">Exact probability for somebody who saw everything blinded.</param>
/// <param name="ByProcedure">Exact probability that the procedure alone implies.</param>
public sealed record ArmsBelief(string Arms, Rational AfterTranscript, Rational ByProcedure);

/// <summary>A transcript that tells of arms.</summary>
/// <param name="Transcript">Every command with its answer or refusal.</param>
/// <param name="Probability">Its exact probability.</param>
/// <param name="Bits">Its Kullback–Leibler divergence in bits: what the one who sees it learns.</param>
/// <param name="Participants">Numbers of the participants whose arms are meant.</param>
/// <param name="Beliefs">Every sequence of arms with positive probability before or after.</param>
public sealed record TellingTranscript(
    ImmutableArray<string> Transcript, Rational Probability, double Bits, ImmutableArray<int> Participants, ImmutableArray<ArmsBelief> Beliefs)
{
    /// <summary>The sequence of arms that became most likely; of several the one that was least likely before.</summary>
    public ArmsBelief Worst => Beliefs.Where(belief => belief.AfterTranscript != belief.ByProcedure)
        .OrderByDescending(belief => belief.AfterTranscript).ThenBy(belief => belief.ByProcedure).First();
}

/// <summary>What the complete blinded transcript of a tiny trial tells of the arms.</summary>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="Procedure">Name of the procedure.</param>
/// <param name="Worlds">Worlds enumerated: all that are possible, their probabilities sum to exactly 1.</param>
/// <param name="Transcripts">Different complete transcripts, with the disclosed arms where a code was broken.</param>
/// <param name="TellingTranscripts">How many of them change a probability; 0 when nothing leaks.</param>
/// <param name="LeakBits">Mutual information in bits; exactly 0 when nothing leaks, otherwise rounded as a double is.</param>
/// <param name="Worst">The transcript that tells most; null when none does.</param>
public sealed record LeakReport(string Scenario, string Procedure, int Worlds, int Transcripts, int TellingTranscripts, double LeakBits, TellingTranscript? Worst)
{
    /// <summary>Whether any probability is changed by any transcript; decided on fractions.</summary>
    public bool Leaks => TellingTranscripts > 0;
}
