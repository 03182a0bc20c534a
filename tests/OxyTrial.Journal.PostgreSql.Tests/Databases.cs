using OxyTrial.Journal.PostgreSql;
using OxyTrial.Samples;

namespace OxyTrial.Journal.Tests;

internal static class Databases
{
    /// <summary>A database with the journal's tables and nothing in them; the connection string is the administrator's.</summary>
    public static async Task<string> NewAsync() => await MigratedAsync(await PostgreSqlServer.SharedAsync());

    public static async Task<string> MigratedAsync(PostgreSqlServer server)
    {
        var database = await server.NewDatabaseAsync();
        await PostgreSqlMigrator.RunAsync(database, new JournalRoles(), TimeProvider.System);
        return database;
    }
}
