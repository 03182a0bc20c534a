using System.Collections.Immutable;
using OxyTrial.Trial;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Views;

/// <summary>What a site has ready for an emergency, and what came of emergencies; pooled over arms.</summary>
/// <param name="Site">Site.</param>
/// <param name="Randomized">Participants randomized.</param>
/// <param name="CodeBreaks">Codes broken, offline openings among them.</param>
/// <param name="OfflineOpenings">Openings from the emergency pack.</param>
/// <param name="ToReconcile">Of these, not yet compared with the paper.</param>
/// <param name="Pack">The pack issued last; null when none was.</param>
public sealed record SiteEmergency(SiteSpec Site, int Randomized, int CodeBreaks, int OfflineOpenings, int ToReconcile, PackIssue? Pack)
{
    /// <summary>Randomized since the last pack was issued: their codes are in no pack.</summary>
    public int NotInPack => Randomized - (Pack?.Participants ?? 0);
}

/// <summary>An opening from an emergency pack.</summary>
/// <param name="Line">Participant.</param>
/// <param name="Number">Which of the participant's openings, from 1.</param>
/// <param name="Opening">As recorded.</param>
public sealed record ListedOpening(ParticipantLine Line, int Number, OfflineOpening Opening);

/// <summary>Counts of emergencies, by site; never by arm.</summary>
public static class EmergencyCounts
{
    /// <summary>Every site of the spec, in its order.</summary>
    public static ImmutableArray<SiteEmergency> BySite(StudyView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var enrolled = view.Participants.Values.Where(line => line.Enrollment is not null).ToLookup(line => line.State.Baseline.Site, line => line.Enrollment!);
        return [.. view.Spec.Sites.Select(site => Of(view, site, [.. enrolled[site.Id]]))];
    }

    /// <summary>Every opening from a pack, those to be reconciled first, then in order of participant.</summary>
    public static ImmutableArray<ListedOpening> Openings(StudyView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var all = from line in view.Participants.Values
                  from opening in (line.Enrollment?.Openings ?? []).Index()
                  select new ListedOpening(line, opening.Index + 1, opening.Item);
        return [.. all.OrderBy(listed => listed.Opening.Reconciled is not null)];
    }

    private static SiteEmergency Of(StudyView view, SiteSpec site, Enrollment[] enrolled)
    {
        var openings = enrolled.SelectMany(one => one.Openings).ToArray();
        return new SiteEmergency(
            site, enrolled.Length, enrolled.Sum(one => one.CodeBreaks), openings.Length, openings.Count(opening => opening.Reconciled is null), view.Packs.GetValueOrDefault(site.Id.Value));
    }
}
