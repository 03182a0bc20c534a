using System.Collections.Immutable;
using OxyTrial.Views;
using OxyTrial.Web.Access;

namespace OxyTrial.Web.Api.Monitoring;

/// <summary>What the days bring at the caller's sites; counts of kits are pooled over arms.</summary>
/// <param name="Visits">Visits whose window is open, or over, and whose medication was not given.</param>
/// <param name="Kits">Lots that within thirty days may not be dispensed any more, or may not now, and of which kits are left.</param>
public sealed record DueAnswer(ImmutableArray<DueVisit> Visits, ImmutableArray<ExpiringLot> Kits)
{
    /// <summary>Of the sites that the call reaches.</summary>
    internal static DueAnswer Of(StudyCall call, DateTimeOffset utc) => new(
        [.. DueVisits.Of(call.View, utc).Where(due => call.Reaches(due.Site))],
        [.. ExpiringKits.Of(call.View, utc).Where(lot => call.Reaches(lot.Site))]);
}
