namespace OxyTrial.SmallWorlds.Trials;

/// <summary>
/// Something the people of a tiny trial do. What they do may depend on what they have seen, never on an arm. Participants and sites are
/// numbered from 1; a step for a participant beyond those of the run is left out.
/// </summary>
public abstract record Step
{
    private Step()
    {
    }

    /// <summary>The next sets are released to a site and received there.</summary>
    /// <param name="Lot">Name of the lot.</param>
    /// <param name="Sets">Number of sets.</param>
    /// <param name="Site">The site.</param>
    /// <param name="ExpiresInDays">Last day of use, counted from now.</param>
    public sealed record Supply(string Lot, int Sets, int Site = 1, int ExpiresInDays = 300) : Step;

    /// <summary>The same, when the last participant was refused for want of kits.</summary>
    public sealed record SupplyWhenRefused(string Lot, int Sets, int Site = 1, int ExpiresInDays = 300) : Step;

    /// <summary>Participants are randomized one after the other.</summary>
    /// <param name="First">The first.</param>
    /// <param name="Last">The last; null = the last of the run.</param>
    public sealed record Randomize(int First, int? Last = null) : Step;

    /// <summary>Those who were refused are tried again, in order.</summary>
    public sealed record RandomizeWaiting : Step;

    /// <summary>A kit for a later visit, or in place of a damaged one.</summary>
    public sealed record TakeKit(int Participant, string Visit) : Step;

    /// <summary>The visit's medication is given.</summary>
    public sealed record Dispense(int Participant, string Visit) : Step;

    /// <summary>The visit's kit comes back.</summary>
    public sealed record ReturnKit(int Participant, string Visit) : Step;

    /// <summary>A kit breaks in the cupboard: the one at a place among those left of a lot, in order of number, from 1.</summary>
    public sealed record DamageInStock(string Lot, int Place, int Site = 1) : Step;

    /// <summary>The kit reserved for a participant's visit breaks.</summary>
    public sealed record DamageHeld(int Participant, string Visit) : Step;

    /// <summary>The participant leaves the trial.</summary>
    public sealed record Withdraw(int Participant) : Step;

    /// <summary>The participant's code is broken: from here on this arm is known.</summary>
    public sealed record BreakCode(int Participant) : Step;

    /// <summary>The site pauses.</summary>
    public sealed record SuspendSite(int Site) : Step;

    /// <summary>The site goes on.</summary>
    public sealed record ResumeSite(int Site) : Step;

    /// <summary>Days go by.</summary>
    public sealed record Wait(int Days) : Step;
}
