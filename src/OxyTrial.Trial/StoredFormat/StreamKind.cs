namespace OxyTrial.Trial.StoredFormat;

/// <summary>How the events of a kind of stream fold.</summary>
/// <param name="Initial">State before the first event.</param>
/// <param name="Evolve">Folds one event; refuses one of another kind.</param>
public sealed record StreamKind(object Initial, Func<object, TrialEvent, object> Evolve)
{
    /// <summary>The study.</summary>
    public static StreamKind OfStudy { get; } = For<StudyState, StudyEvent>(Study.Initial, Study.Evolve);
    /// <summary>A site.</summary>
    public static StreamKind OfSite { get; } = For<SiteState, SiteEvent>(Site.Initial, Site.Evolve);
    /// <summary>A participant.</summary>
    public static StreamKind OfParticipant { get; } = For<ParticipantState, ParticipantEvent>(Participant.Initial, Participant.Evolve);
    /// <summary>An allocation list.</summary>
    public static StreamKind OfBlock { get; } = For<RandomizationBlockState, RandomizationBlockEvent>(RandomizationBlock.Initial, RandomizationBlock.Evolve);

    /// <summary>The kind of a stream by its name.</summary>
    /// <exception cref="UnexpectedEventException">No kind has such streams.</exception>
    public static StreamKind Of(string stream) => (stream ?? string.Empty).Split('/', 2)[0] switch
    {
        "study" => OfStudy,
        "site" => OfSite,
        "participant" => OfParticipant,
        "block" => OfBlock,
        _ => throw new UnexpectedEventException($"Stream '{stream}' is of no known kind."),
    };

    private static StreamKind For<TState, TEvent>(TState initial, Func<TState, TEvent, TState> evolve)
        where TState : class
        where TEvent : TrialEvent =>
        new(initial, (state, happened) => happened is TEvent own ? evolve((TState)state, own) : throw new UnexpectedEventException(typeof(TState).Name, state, happened));
}
