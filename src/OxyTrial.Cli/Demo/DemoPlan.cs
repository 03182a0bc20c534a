using OxyTrial.Trial.Specification;

namespace OxyTrial.Cli.Demo;

/// <summary>How a demo plays.</summary>
/// <param name="Seed">Seed of the simulated people.</param>
/// <param name="Until">When the demo stops in mid-trial; null = play to the proof.</param>
internal sealed record DemoPlan(long Seed, DateTimeOffset? Until)
{
    /// <summary>Participants to randomize by cohort: its limit, or an equal share of the study's limit or plan, or a dozen.</summary>
    public static Dictionary<string, int> Targets(StudySpec spec) => spec.Cohorts.ToDictionary(
        cohort => cohort.Key,
        cohort => spec.Caps.Cohorts.TryGetValue(cohort.Key, out var cap) ? cap : (spec.Caps.Study ?? spec.PlannedParticipants ?? 12 * spec.Cohorts.Length) / spec.Cohorts.Length);

    /// <summary>Kits a participant takes from randomization to the last visit.</summary>
    public static int KitsPerParticipant(StudySpec spec) => spec.Visits.Count(visit => visit.Kit == VisitKit.New);

    /// <summary>Kit sets beyond those that the participants need; mishaps with kits are played only where there are some to spare.</summary>
    public static int SpareSets(StudySpec spec) => spec.Kits.Sets - (Targets(spec).Values.Sum() * KitsPerParticipant(spec));
}
