using System.Collections.Immutable;
using OxyTrial.Server.Hosting;
using OxyTrial.Views;
using OxyTrial.Web.Layout;

namespace OxyTrial.Server.Notices;

/// <summary>Visits whose window is open or over.</summary>
internal sealed class VisitNotice(ServerOptions options, TrialViews views, ILogger<VisitNotice> log) : DailyNotice(options, views, log)
{
    public override string Name => "visit-windows";

    protected override NoticeText? Tell(StudyView view, DateTimeOffset utc)
    {
        var visits = DueVisits.Of(view, utc);
        ImmutableArray<string> Lines(bool overdue) =>
            [.. visits.Where(due => due.Overdue == overdue).Select(due => $"{due.Participant} at {due.Site}: {due.Visit}, from {Words.Day(due.Opens)} to {Words.Day(due.Closes)}")];
        return visits.IsEmpty
            ? null
            : new NoticeText(
                $"{Words.Count(visits.Count(due => !due.Overdue), "visit")} due, {visits.Count(due => due.Overdue)} overdue",
                [("Overdue", Lines(overdue: true)), ("Due", Lines(overdue: false))]);
    }
}
