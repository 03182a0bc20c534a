using OxyTrial.Journal;
using OxyTrial.Journal.Sqlite;
using OxyTrial.Web.Api.Audit;

namespace OxyTrial.Server.Hosting;

/// <summary>Checks the journal's file from a snapshot of one moment, beside the writer.</summary>
internal sealed class SqliteJournalInspection(ServerOptions options, IJournalReader journal) : IJournalInspection
{
    public async ValueTask<JournalCheckReport> CheckAsync(CancellationToken cancellation)
    {
        // Asking for the journal made sure that the file is there.
        _ = journal;
        return await SqliteJournalSnapshot.CheckAsync(options.JournalFile, cancellation);
    }
}
