using OxyTrial.Randomization;

namespace OxyTrial.SmallWorlds.Tape;

/// <summary>
/// The arms of one list, each slot drawn from the procedure's exact probability given the list so far. A slot asked for again answers the
/// same; asked for another participant before it is given away, it is drawn anew.
/// </summary>
internal sealed class TapeSequence(IProcedureState state, ChoiceTape tape) : IArmSequence
{
    private readonly Dictionary<Profile, int> peeked = [];

    public int Peek(Profile profile)
    {
        if (!peeked.TryGetValue(profile, out var arm))
        {
            peeked[profile] = arm = tape.Choose(state.Probabilities(profile));
        }

        return arm;
    }

    public int Next(Profile profile)
    {
        var arm = Peek(profile);
        peeked.Clear();
        state.Add(profile, arm);
        return arm;
    }
}
