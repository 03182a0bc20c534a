using System.Diagnostics;

namespace OxyTrial.Journal.Observed;

/// <summary>A journal whose appends are measured and traced. It changes no answer.</summary>
/// <param name="journal">The store; disposed of with this.</param>
/// <param name="instruments">Instruments.</param>
/// <param name="time">Measures.</param>
public sealed class ObservedJournal(IJournal journal, JournalInstruments instruments, TimeProvider time) : DelegatingJournal(journal)
{
    /// <inheritdoc />
    public override async Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var span = instruments.Traces.StartActivity("journal.append");
        span?.SetTag("study", request.Study).SetTag("events", request.Events.Count);
        var start = time.GetTimestamp();
        var became = string.Empty;
        instruments.Begun();
        try
        {
            var outcome = await base.AppendAsync(request, cancellationToken).ConfigureAwait(false);
            became = AppendOutcomeName.Of(outcome);
            return outcome;
        }
        catch (Exception thrown)
        {
            became = AppendOutcomeName.Of(thrown);
            span?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            span?.SetTag("outcome", became);
            instruments.Ended(request.Study, became, time.GetElapsedTime(start));
        }
    }
}
