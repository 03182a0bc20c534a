using OxyTrial.Grains.Commands;
using OxyTrial.Trial.Refusals;
using Shouldly;

namespace OxyTrial.Grains.Tests;

internal static class Outcomes
{
    public static void ShouldBeRefused(this CommandOutcome outcome, RefusalCode code) =>
        outcome.Match(reply => $"completed: {reply}", refusal => refusal.Code.Name).ShouldBe(code.Name);
}
