using OxyTrial.Trial.Refusals;
using Shouldly;

namespace OxyTrial.Trial.Tests;

/// <summary>Reads a decision in a test.</summary>
internal static class Answers
{
    public static T ShouldBeAccepted<T>(this Decision<T> decision) =>
        decision.Match(value => value, refusal => throw new ShouldAssertException($"refused: {refusal.Code.Number} {refusal.Message}"));

    public static Refusal ShouldBeRefused<T>(this Decision<T> decision, RefusalCode code)
    {
        var refusal = decision.Match(value => throw new ShouldAssertException($"accepted: {value}"), refusal => refusal);
        refusal.Code.Name.ShouldBe(code.Name);
        return refusal;
    }

    /// <summary>"accepted", or the refusal's number.</summary>
    public static string Answer<T>(this Decision<T> decision) => decision.Match(_ => "accepted", refusal => refusal.Code.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static RefusalCode? CodeOrNull<T>(this Decision<T> decision) => decision.Match(_ => (RefusalCode?)null, refusal => refusal.Code);
}
