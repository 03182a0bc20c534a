namespace OxyTrial.Randomization.Derivation;

/// <summary>
/// The arms of a trial's slots: a function of (secret, SHA-256 of the specification, procedure, ratio), the scope, the slot's number and the
/// profiles of the scope's participants in their order. Scopes are independent of each other.
/// </summary>
public sealed class SlotArms
{
    private readonly TrialDraws _draws;
    private readonly ProcedureDefinition _procedure;
    private readonly AllocationRatio _ratio;
    private readonly ArmRelabeling _relabeling;

    /// <summary>The slots of a trial.</summary>
    /// <param name="secret">The trial's secret.</param>
    /// <param name="specSha256">SHA-256 of the specification, 32 bytes.</param>
    /// <param name="procedure">The procedure.</param>
    /// <param name="ratio">The allocation ratio.</param>
    /// <param name="relabeling">Only in a twin trial, together with its <see cref="KitCatalogue"/>.</param>
    /// <exception cref="ArgumentException">The hash has not 32 bytes, or the relabeling is for another number of arms.</exception>
    public SlotArms(
        TrialSecret secret,
        ReadOnlySpan<byte> specSha256,
        ProcedureDefinition procedure,
        AllocationRatio ratio,
        ArmRelabeling? relabeling = null)
    {
        ArgumentNullException.ThrowIfNull(procedure);
        _draws = new TrialDraws(secret, specSha256);
        _procedure = procedure;
        _ratio = ratio;
        _relabeling = ArmRelabeling.OrIdentity(relabeling, ratio);
    }

    /// <summary>
    /// A scope from its first slot on. To replay a scope, open it and ask for the arms of its participants in their order.
    /// </summary>
    /// <param name="scope">The name of the scope, such as "cohort=BPD|gender=F"; compared byte by byte as UTF-8.</param>
    public ScopeReplay Open(string scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return new ScopeReplay(_procedure.Draw(_ratio, new ScopeDraws(_draws, scope)), _relabeling);
    }
}

/// <summary>One scope, slot by slot. Not thread-safe.</summary>
public sealed class ScopeReplay
{
    private readonly IArmSequence _arms;
    private readonly ArmRelabeling _relabeling;

    internal ScopeReplay(IArmSequence arms, ArmRelabeling relabeling) => (_arms, _relabeling) = (arms, relabeling);

    /// <summary>The number of slots drawn; the next one's sequence is one more.</summary>
    public long SlotsDrawn { get; private set; }

    /// <summary>The arm the next slot has for a participant of this profile; nothing is counted, asking again gives the same.</summary>
    public int Peek(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return _relabeling.Apply(_arms.Peek(profile));
    }

    /// <summary>
    /// Draws the arm of the next slot for a participant of this profile, counts it and returns its index. A slot that was retired still
    /// was drawn: replay it with the profile it was drawn for.
    /// </summary>
    public int Next(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        SlotsDrawn++;
        // The procedure counts in its own labels; only what leaves is relabeled, or the twins would draw differently.
        return _relabeling.Apply(_arms.Next(profile));
    }
}
