using System.Collections.Immutable;
using OxyTrial.Trial;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Views;

/// <summary>Participants of one site by stage; errors beside them.</summary>
/// <param name="Site">Site.</param>
/// <param name="Stage">"not opened", "open", "suspended" or "closed".</param>
/// <param name="Screened">Assessed for eligibility.</param>
/// <param name="Excluded">Excluded before randomization.</param>
/// <param name="Randomized">Randomized, whatever came later.</param>
/// <param name="Withdrawn">Withdrawn after randomization.</param>
/// <param name="Completed">Completed.</param>
/// <param name="Cap">The site's limit; null when none.</param>
/// <param name="InError">Randomized in error.</param>
/// <param name="Misstratified">With at least one recorded misstratification.</param>
/// <param name="CodeBreaks">Emergency unblindings, openings from the emergency pack among them.</param>
/// <param name="OpeningsToReconcile">Openings from the emergency pack not yet compared with the paper.</param>
public sealed record SiteEnrollment(
    SiteSpec Site, string Stage, int Screened, int Excluded, int Randomized, int Withdrawn, int Completed, int? Cap, int InError, int Misstratified, int CodeBreaks, int OpeningsToReconcile);

/// <summary>Participants randomized in one stratum.</summary>
/// <param name="Stratum">Stratum.</param>
/// <param name="Randomized">Participants, as randomized.</param>
public sealed record StratumEnrollment(Stratum Stratum, int Randomized);

/// <summary>Cumulative accrual at the end of one day (UTC).</summary>
/// <param name="Day">Day.</param>
/// <param name="Screened">Screened so far.</param>
/// <param name="Randomized">Randomized so far.</param>
public sealed record AccrualPoint(DateOnly Day, int Screened, int Randomized);

/// <summary>Counts that monitors watch: pooled over arms, always.</summary>
public static class EnrollmentCounts
{
    /// <summary>Every site of the spec, in its order.</summary>
    public static ImmutableArray<SiteEnrollment> BySite(StudyView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return [.. view.Spec.Sites.Select(site => Of(view, site, [.. view.Participants.Values.Where(line => line.State.Baseline.Site == site.Id)]))];
    }

    /// <summary>Every stratum the spec allows, also the empty ones, in the spec's order; site is left out, it has a table of its own.</summary>
    public static ImmutableArray<StratumEnrollment> ByStratum(StudyView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var factors = view.Spec.Factors.Where(factor => factor is not SiteFactor).ToArray();
        var counts = view.Participants.Values.Select(line => line.Enrollment?.Stratum).OfType<Stratum>()
            .GroupBy(stratum => Without(stratum, factors).Key).ToDictionary(group => group.Key, group => group.Count());
        return [.. Strata(view.Spec, factors).Select(stratum => new StratumEnrollment(stratum, counts.GetValueOrDefault(stratum.Key)))];
    }

    /// <summary>One point a day on which anything happened.</summary>
    public static ImmutableArray<AccrualPoint> Accrual(StudyView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var screened = view.Participants.Values.CountBy(line => Day(line.ScreenedUtc)).ToDictionary();
        var randomized = view.Participants.Values.Where(line => line.RandomizedUtc is not null).CountBy(line => Day(line.RandomizedUtc!.Value)).ToDictionary();
        var days = screened.Keys.Union(randomized.Keys).Order();
        var points = ImmutableArray.CreateBuilder<AccrualPoint>();
        foreach (var day in days)
        {
            var last = points.Count == 0 ? new AccrualPoint(day, 0, 0) : points[^1];
            points.Add(new AccrualPoint(day, last.Screened + screened.GetValueOrDefault(day), last.Randomized + randomized.GetValueOrDefault(day)));
        }

        return points.ToImmutable();
    }

    private static DateOnly Day(DateTimeOffset utc) => DateOnly.FromDateTime(utc.UtcDateTime);

    private static SiteEnrollment Of(StudyView view, SiteSpec site, ImmutableArray<ParticipantLine> lines)
    {
        var enrolled = lines.Select(line => line.Enrollment).OfType<Enrollment>().ToArray();
        return new SiteEnrollment(
            site,
            StageOf(view.SiteOf(site.Id)),
            lines.Length,
            lines.Count(line => line.State is ParticipantState.Excluded),
            enrolled.Length,
            lines.Count(line => line.State is ParticipantState.Withdrawn),
            lines.Count(line => line.State is ParticipantState.Completed),
            view.Spec.Caps.Sites.TryGetValue(site.Id.Value, out var cap) ? cap : null,
            enrolled.Count(one => one.InError is not null),
            enrolled.Count(one => !one.Corrections.IsEmpty),
            enrolled.Sum(one => one.CodeBreaks),
            enrolled.Sum(one => one.Openings.Count(opening => opening.Reconciled is null)));
    }

    /// <summary>A site's stage in words.</summary>
    public static string StageOf(SiteState state) => state switch
    {
        SiteState.Open => "open",
        SiteState.Suspended => "suspended",
        SiteState.Closed => "closed",
        _ => "not opened",
    };

    private static Stratum Without(Stratum stratum, FactorSpec[] factors) =>
        stratum with { Levels = [.. stratum.Levels.Where(level => factors.Any(factor => factor.Name == level.Factor))] };

    private static IEnumerable<Stratum> Strata(StudySpec spec, FactorSpec[] factors) => factors.Aggregate(
        spec.Cohorts.Select(cohort => new Stratum(cohort.Key, [])),
        (strata, factor) => strata.SelectMany(stratum => factor.Levels.Select(level => stratum with { Levels = stratum.Levels.Add(new FactorLevel(factor.Name, level)) })));
}
