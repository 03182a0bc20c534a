namespace OxyTrial.Randomization;

/// <summary>
/// A procedure within one scope (one list of a stratified procedure, the whole cohort of a covariate-adaptive one) after the
/// participants added so far. It keeps counts, so a step costs the same at the first and the thousandth participant. Not thread-safe.
/// </summary>
public interface IProcedureState
{
    /// <summary>Imbalance and probability of each arm for the next participant; changes nothing.</summary>
    ProcedureAnswer Next(Profile profile);

    /// <summary>The probabilities of <see cref="Next"/> alone, cheaper; valid until the next call.</summary>
    ReadOnlySpan<Rational> Probabilities(Profile profile);

    /// <summary>
    /// Adds a participant who got <paramref name="arm"/>. False, and nothing changed, when the procedure gives this arm no
    /// probability here: then the history is not one of this procedure.
    /// </summary>
    bool TryAdd(Profile profile, int arm);
}

/// <summary>Steps of a procedure state.</summary>
public static class ProcedureStates
{
    /// <summary>As <see cref="IProcedureState.TryAdd"/>, for an arm the procedure itself gave.</summary>
    /// <exception cref="InvalidOperationException">The procedure cannot have given this arm.</exception>
    public static void Add(this IProcedureState state, Profile profile, int arm)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.TryAdd(profile, arm))
        {
            throw new InvalidOperationException($"The procedure cannot have allocated arm {arm} here.");
        }
    }
}
