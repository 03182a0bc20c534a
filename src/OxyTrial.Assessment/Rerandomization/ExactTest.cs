using System.Numerics;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Rerandomization;

/// <summary>The result of going through every allocation the procedure could have made.</summary>
/// <param name="PValue">Σ P(sequence) over the sequences at least as extreme as the observed one.</param>
/// <param name="Undefined">The part of it whose statistic is not defined: an arm has nobody with a value.</param>
/// <param name="Sequences">How many sequences of arms have a probability above zero.</param>
public sealed record ExactTest(Rational PValue, Rational Undefined, BigInteger Sequences);
