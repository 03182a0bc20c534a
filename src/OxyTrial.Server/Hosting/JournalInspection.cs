using OxyTrial.Journal;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Journal.Sqlite;
using OxyTrial.Web.Api.Audit;

namespace OxyTrial.Server.Hosting;

/// <summary>Checks the journal from a snapshot of one moment, beside its writers.</summary>
internal sealed class JournalInspection(ServerOptions options, IJournal journal) : IJournalInspection
{
    public async ValueTask<JournalCheckReport> CheckAsync(CancellationToken cancellation)
    {
        // Asking for the journal made sure that there is one.
        _ = journal;
        if (options.Database is not { } database)
        {
            return await SqliteJournalSnapshot.CheckAsync(options.JournalFile, cancellation);
        }

        await using var snapshot = await PostgreSqlJournalSnapshot.OpenAsync(database, cancellation);
        return await JournalCheck.RunAsync(snapshot, cancellation);
    }
}
