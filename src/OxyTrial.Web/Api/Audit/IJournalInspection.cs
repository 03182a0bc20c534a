using OxyTrial.Journal;

namespace OxyTrial.Web.Api.Audit;

/// <summary>Recomputes the whole journal as stored now.</summary>
public interface IJournalInspection
{
    /// <summary>The store's own checks and one finding a study.</summary>
    ValueTask<JournalCheckReport> CheckAsync(CancellationToken cancellation);
}
