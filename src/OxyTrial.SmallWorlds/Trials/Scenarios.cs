using System.Collections.Immutable;
using static OxyTrial.SmallWorlds.Trials.Step;

namespace OxyTrial.SmallWorlds.Trials;

/// <summary>The tiny trials there are. A new one is an entry here.</summary>
public static class Scenarios
{
    /// <summary>All, in the order in which they are run.</summary>
    public static ImmutableArray<Scenario> All { get; } =
    [
        new("one-lot", "two sets; randomized until the stock is out",
            new Supply("L1", 2), new Randomize(1)),
        new("two-lots", "two sets, then one that expires later",
            new Supply("L1", 2), new Supply("L2", 1, ExpiresInDays: 400), new Randomize(1)),
        new("one-set-lots", "three lots of one set each",
            new Supply("L1", 1), new Supply("L2", 1, ExpiresInDays: 400), new Supply("L3", 1, ExpiresInDays: 500), new Randomize(1)),
        new("two-sites", "participants at two sites in turn, one list over both",
            new Supply("L1", 2), new Supply("L2", 1, Site: 2), new Randomize(1)) { Sites = 2 },
        new("resupply", "one set; more is sent when somebody is refused, who is then tried again",
            new Supply("L1", 1), new Randomize(1), new SupplyWhenRefused("L2", 2, ExpiresInDays: 400), new RandomizeWaiting()),
        new("damage", "a kit breaks in the cupboard",
            new Supply("L1", 2), new DamageInStock("L1", 1), new Randomize(1), new Supply("L2", 1, ExpiresInDays: 400), new RandomizeWaiting()),
        new("replacement", "a reserved kit breaks and is replaced",
            new Supply("L1", 2), new Randomize(1, 1), new DamageHeld(1, "V1"), new TakeKit(1, "V1"), new Dispense(1, "V1"),
            new Randomize(2), new Supply("L2", 1, ExpiresInDays: 400), new RandomizeWaiting()),
        new("visit-kit", "a second kit for a later visit",
            new Supply("L1", 2), new Randomize(1, 1), new Dispense(1, "V1"), new Wait(7), new TakeKit(1, "V2"),
            new Randomize(2), new Supply("L2", 1, ExpiresInDays: 400), new RandomizeWaiting(), new TakeKit(2, "V2")),
        new("code-break", "one code is broken among three participants",
            new Supply("L1", 2), new Randomize(1, 2), new BreakCode(1), new Supply("L2", 1, ExpiresInDays: 400), new Randomize(3)),
        new("break-and-stock-out", "a code is broken, then the stock is out",
            new Supply("L1", 2), new Randomize(1, 1), new BreakCode(1), new Randomize(2)),
        new("suspension", "the site pauses; its participants are treated on",
            new Supply("L1", 2), new Randomize(1, 1), new SuspendSite(1), new Randomize(2, 2), new TakeKit(1, "V2"), new ResumeSite(1),
            new Supply("L2", 1, ExpiresInDays: 400), new RandomizeWaiting(), new Randomize(3)),
        new("expiry", "the first lot expires half used",
            new Supply("L1", 2, ExpiresInDays: 20), new Supply("L2", 1, ExpiresInDays: 400), new Randomize(1, 1), new Wait(30), new Randomize(2)),
        new("withdrawal", "a participant returns the kit and leaves, the code is broken",
            new Supply("L1", 2), new Randomize(1, 1), new Dispense(1, "V1"), new Wait(7), new ReturnKit(1, "V1"), new Withdraw(1), new BreakCode(1), new Randomize(2)),
        new("unequal-ratio", "two to one, two lots of one set",
            new Supply("L1", 1), new Supply("L2", 1, ExpiresInDays: 400), new Randomize(1)) { Ratio = [2, 1] },
        new("three-arms", "three arms, two lots of one set",
            new Supply("L1", 1), new Supply("L2", 1, ExpiresInDays: 400), new Randomize(1)) { Ratio = [1, 1, 1] },
        new("cross-over", "two treatments in both orders, one kit a period",
            new Supply("L1", 2), new Supply("L2", 1, ExpiresInDays: 400), new Randomize(1, 2), new Dispense(1, "V1"), new Wait(8),
            new TakeKit(1, "V2"), new TakeKit(2, "V2")) { CrossOver = true },
        new("drawn-setting", "a setting is drawn openly beside the arm",
            new Supply("L1", 1), new Supply("L2", 1, ExpiresInDays: 400), new Randomize(1)) { DrawnSetting = true },
        new("everything", "two sites, damage, replacement, resupply, a code break",
            new Supply("L1", 2), new Supply("L2", 1, Site: 2), new DamageInStock("L2", 2, Site: 2), new Randomize(1, 2), new DamageHeld(1, "V1"), new TakeKit(1, "V1"),
            new BreakCode(1), new SupplyWhenRefused("L3", 1, Site: 2, ExpiresInDays: 400), new RandomizeWaiting(), new Randomize(3)) { Sites = 2 },
    ];
}
