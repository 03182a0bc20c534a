using OxyTrial.Randomization.Bits;

namespace OxyTrial.Randomization;

/// <summary>The arms of one scope's slots, drawn one after the other. Not thread-safe.</summary>
public interface IArmSequence
{
    /// <summary>The arm the next slot has for a participant of this profile; nothing is counted, asking again gives the same.</summary>
    int Peek(Profile profile);

    /// <summary>As <see cref="Peek"/>, and the slot is counted.</summary>
    int Next(Profile profile);
}

/// <summary>One weighted draw per slot from the procedure's exact probabilities.</summary>
internal sealed class DrawnSequence(IProcedureState state, IDrawSource draws) : IArmSequence
{
    private long _slots;

    public int Peek(Profile profile) => WeightedChoice.Draw(draws.Slot(_slots + 1), state.Probabilities(profile));

    public int Next(Profile profile)
    {
        var arm = Peek(profile);
        _slots++;
        state.Add(profile, arm);
        return arm;
    }
}
