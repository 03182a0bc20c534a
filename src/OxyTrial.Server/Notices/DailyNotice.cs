using OxyTrial.Grains.Duties;
using OxyTrial.Server.Hosting;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Views;

namespace OxyTrial.Server.Notices;

/// <summary>
/// A notice of what a day brings, at most one a study and day (UTC). Looked for every hour, because a node may have been down; the first time
/// that there is something to tell is the day's notice, and the pages show what became of it since.
/// </summary>
internal abstract class DailyNotice(ServerOptions options, TrialViews views, ILogger log) : IStudyDuty
{
    private readonly NoticeFolder folder = new(options.NoticeDirectory);

    public abstract string Name { get; }

    public TimeSpan Period => TimeSpan.FromHours(1);

    public async Task RunAsync(StudyId study, DateTimeOffset utc, CancellationToken cancellation)
    {
        var day = DateOnly.FromDateTime(utc.UtcDateTime);
        if (folder.IsTold(study, Name, day) || await views.StudyAsync(study, cancellation) is not { } view || Tell(view, utc) is not { } text)
        {
            return;
        }

        folder.Put(study, Name, day, NoticeMessage.Of(view, Name, utc, text, options.Alerts));
        log.LogInformation("Study {Study} is told: {Notice}", study.Value, text.Subject);
    }

    /// <summary>What is to be told; null when there is nothing.</summary>
    protected abstract NoticeText? Tell(StudyView view, DateTimeOffset utc);
}
