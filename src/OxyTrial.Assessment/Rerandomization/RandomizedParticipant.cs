using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Rerandomization;

/// <summary>A participant of a finished trial, in the order of enrollment.</summary>
/// <param name="Cohort">The cohort, which has allocation lists of its own; empty when there is one.</param>
/// <param name="Profile">The levels, made by the procedure's factors.</param>
/// <param name="Arm">The index of the arm allocated.</param>
/// <param name="Value">The outcome, or the score of a rank statistic; null when it is missing.</param>
public sealed record RandomizedParticipant(string Cohort, Profile Profile, int Arm, Rational? Value);

/// <summary>Why there can be no such test.</summary>
/// <param name="Participant">The index of the participant it is about, from 0; null when it is about all.</param>
/// <param name="Message">What is wrong and what would be possible.</param>
public sealed record RerandomizationRefusal(int? Participant, string Message);
