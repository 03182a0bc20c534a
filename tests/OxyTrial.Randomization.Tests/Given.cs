using System.Text.Json;
using OxyTrial.Randomization.Derivation;

namespace OxyTrial.Randomization.Tests;

/// <summary>What the tests share: short ways to say a ratio, a procedure, a secret.</summary>
internal static class Given
{
    public static readonly AllocationRatio OneToOne = Ratio(1, 1);

    public static readonly byte[] SpecSha256 = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    public static AllocationRatio Ratio(params int[] ratio) =>
        AllocationRatio.Create(ratio.Select((number, arm) => ($"{(char)('A' + arm)}", number)));

    public static ProcedureReading Reading(string json, AllocationRatio? ratio = null, IReadOnlyList<FactorDefinition>? factors = null)
    {
        using var document = JsonDocument.Parse(json);
        return ProcedureDefinition.Read(document.RootElement, ratio ?? OneToOne, factors);
    }

    public static ProcedureDefinition Procedure(string json, AllocationRatio? ratio = null)
    {
        var reading = Reading(json, ratio);
        return reading.Definition ?? throw new InvalidOperationException(string.Join("; ", reading.Errors));
    }

    public static TrialSecret Secret(int number)
    {
        var bytes = new byte[32];
        BitConverter.TryWriteBytes(bytes, number);
        return TrialSecret.Create(bytes);
    }

    public static string[] Imbalances(ProcedureAnswer answer) => [.. answer.Arms.Select(arm => arm.Imbalance.ToString())];

    public static string[] Probabilities(ProcedureAnswer answer) => [.. answer.Arms.Select(arm => arm.Probability.ToString())];

    /// <summary>Adds participants such as "F fear 1 A": levels in factor order, then the arm's letter.</summary>
    public static IProcedureState After(ProcedureDefinition definition, AllocationRatio ratio, params string[] participants)
    {
        var state = definition.Open(ratio);
        foreach (var allocated in History(definition, participants))
        {
            state.Add(allocated.Profile, allocated.Arm);
        }

        return state;
    }

    public static IEnumerable<Allocated> History(ProcedureDefinition definition, params string[] participants) =>
        participants.Select(participant => participant.Split(' ')).Select(words =>
            new Allocated(definition.Factors.ProfileOf(words[..^1]), words[^1][0] - 'A'));

    /// <summary>The probability of a sequence of arms such as "AABB" in one scope without factors.</summary>
    public static Rational SequenceProbability(ProcedureDefinition definition, AllocationRatio ratio, string arms)
    {
        var state = definition.Open(ratio);
        var probability = Rational.One;
        foreach (var arm in arms.Select(letter => letter - 'A'))
        {
            probability *= state.Next(Profile.Empty).Arms[arm].Probability;
            if (!state.TryAdd(Profile.Empty, arm))
            {
                break;
            }
        }

        return probability;
    }

    public static IEnumerable<string> Sequences(int arms, int length) => length == 0
        ? [""]
        : Sequences(arms, length - 1).SelectMany(start => Enumerable.Range(0, arms).Select(arm => $"{start}{(char)('A' + arm)}"));

    /// <summary>A positive fraction, however long, as a number to compare with a published one.</summary>
    public static double ToDouble(this Rational value) =>
        value.Sign == 0 ? 0 : Math.Exp(System.Numerics.BigInteger.Log(value.Numerator) - System.Numerics.BigInteger.Log(value.Denominator));
}
