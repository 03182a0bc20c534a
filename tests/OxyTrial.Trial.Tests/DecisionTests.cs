using OxyTrial.Trial.Refusals;
using Shouldly;

namespace OxyTrial.Trial.Tests;

public sealed class DecisionTests
{
    [Fact]
    public void An_accepted_decision_goes_on_with_its_value()
    {
        Decision<int> two = 2;
        two.Then(value => (Decision<int>)(value + 1)).ShouldBeAccepted().ShouldBe(3);
        two.Select(value => value * 2).ShouldBeAccepted().ShouldBe(4);
        two.Then(_ => (Decision<int>)RefusalCode.KitUnknown).ShouldBeRefused(RefusalCode.KitUnknown);
    }

    [Fact]
    public void A_refused_decision_stays_refused_and_asks_nothing_more()
    {
        Decision<int> refused = new Refusal(RefusalCode.KitUnknown, "7");
        refused.Then<int>(_ => throw new InvalidOperationException("asked")).ShouldBeRefused(RefusalCode.KitUnknown).Detail.ShouldBe("7");
        refused.Select<int>(_ => throw new InvalidOperationException("asked")).ShouldBeRefused(RefusalCode.KitUnknown);
    }
}
