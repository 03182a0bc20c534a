using OxyTrial.Trial.Refusals;
using Shouldly;

namespace OxyTrial.Trial.Tests.Refusals;

/// <summary>The documented precedence: of the refusals that apply, the one with the smallest number; none applies, none is given.</summary>
internal static class Precedence
{
    public static void ShouldBeTheSmallestOf<T>(this Decision<T> decision, IEnumerable<(RefusalCode Code, bool Applies)> refusals, Func<string> example)
    {
        var expected = refusals.Where(refusal => refusal.Applies).Select(refusal => refusal.Code).MinBy(code => code.Number);
        var given = decision.CodeOrNull();
        if (given != expected)
        {
            throw new ShouldAssertException($"{example()}: expected {expected?.Name ?? "acceptance"}, got {given?.Name ?? "acceptance"}.");
        }
    }
}
