using OxyTrial.Verifier.Spec;

namespace OxyTrial.Verifier.Walking;

/// <summary>Where a participant stands.</summary>
internal enum PersonState
{
    Nobody,
    Screened,
    Consented,
    Eligible,
    Excluded,
    Randomized,
    Withdrawn,
    Completed,
}

/// <summary>A participant's way, as the journal tells it.</summary>
internal sealed class Person
{
    public PersonState State { get; set; }

    public string Site { get; set; } = string.Empty;

    public string Cohort { get; set; } = string.Empty;

    public IReadOnlyDictionary<string, string> Recorded { get; set; } = new Dictionary<string, string>();

    /// <summary>Last scores by instrument, by scale.</summary>
    public Dictionary<string, IReadOnlyDictionary<string, (int Sum, int Answered)>> Scores { get; } = new(StringComparer.Ordinal);

    /// <summary>Last category by instrument.</summary>
    public Dictionary<string, string> Categories { get; } = new(StringComparer.Ordinal);

    /// <summary>Levels confirmed, and then those drawn, by factor.</summary>
    public Dictionary<string, string> Levels { get; private set; } = new(StringComparer.Ordinal);

    public int FactorsDrawn { get; set; }

    public (string Scope, int Sequence)? Place { get; set; }

    public int Arm { get; set; } = -1;

    /// <summary>Kit by visit, and whether it was given there.</summary>
    public Dictionary<string, (string Kit, bool Given)> Medication { get; } = new(StringComparer.Ordinal);

    public (int Period, DateOnly Day)? LastDose { get; set; }

    public bool InError { get; set; }

    /// <summary>Openings of the code from the site's pack, in order; true once reconciled.</summary>
    public List<bool> Openings { get; } = [];

    public bool IsEnrolled => State is PersonState.Randomized or PersonState.Withdrawn or PersonState.Completed;

    public Stratum Stratum(SpecFacts spec) => Spec.Stratum.Of(spec, Cohort, Levels);

    public void Confirm(IReadOnlyDictionary<string, string> levels)
    {
        Levels = new Dictionary<string, string>(levels, StringComparer.Ordinal);
        State = PersonState.Eligible;
    }

    /// <summary>The level that follows for a factor that is not drawn; null when nothing was measured for it.</summary>
    public string? LevelOf(FactorFacts factor) => factor switch
    {
        RecordedFacts => Recorded[factor.Name],
        SiteFacts => Site,
        ScoredFacts scored => Scores.TryGetValue(scored.Instrument, out var scores) ? scored.LevelOf(scores) : null,
        CategoryFacts category => Categories.TryGetValue(category.Instrument, out var found) ? category.LevelByCategory.GetValueOrDefault(found) : null,
        _ => null,
    };

    /// <summary>The kit of a visit: its own, or the one that a visit continues with.</summary>
    public string? KitOf(SpecFacts spec, VisitFacts visit) =>
        Medication.TryGetValue(visit.Key, out var own) ? own.Kit
        : visit.Kit != "continue" ? null
        : spec.Visits.TakeWhile(earlier => earlier != visit).Reverse().Where(earlier => earlier.Period == visit.Period)
            .Select(earlier => Medication.GetValueOrDefault(earlier.Key)).FirstOrDefault(medication => medication.Given).Kit;
}
