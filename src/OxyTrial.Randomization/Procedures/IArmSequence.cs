using OxyTrial.Randomization.Bits;

namespace OxyTrial.Randomization;

/// <summary>The arms of one scope's slots, drawn one after the other. Not thread-safe.</summary>
public interface IArmSequence
{
    /// <summary>Draws the arm of the next slot, for a participant of this profile, and counts it.</summary>
    int Next(Profile profile);
}

/// <summary>One weighted draw per slot from the procedure's exact probabilities.</summary>
internal sealed class DrawnSequence(IProcedureState state, IDrawSource draws) : IArmSequence
{
    private long _slots;

    public int Next(Profile profile)
    {
        var arm = WeightedChoice.Draw(draws.Slot(++_slots), state.Probabilities(profile));
        state.Add(profile, arm);
        return arm;
    }
}
