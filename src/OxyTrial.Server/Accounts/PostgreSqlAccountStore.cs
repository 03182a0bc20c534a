using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OxyTrial.Journal;
using OxyTrial.Journal.PostgreSql;

namespace OxyTrial.Server.Accounts;

/// <summary>Accounts in the database that holds the journal; every node reads and writes them there.</summary>
internal sealed class PostgreSqlAccountStore(NpgsqlDataSource database) : AccountStore
{
    /// <summary>The schema that the tables are in, apart from the journal's.</summary>
    private const string Namespace = "accounts";

    public static string SchemaText => Text("accounts.postgresql.sql");

    public override string Schema => SchemaText;

    /// <summary>A pool for the accounts of this database.</summary>
    public static NpgsqlDataSource Pool(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = Namespace, ApplicationName = "OxyTrial accounts" };
        LastingSessions.Keep(settings);
        return NpgsqlDataSource.Create(settings);
    }

    public override DbConnection Connect() => database.CreateConnection();

    public override void Configure(DbContextOptionsBuilder options) => options.UseNpgsql(database);

    public override async Task PrepareAsync(CancellationToken cancellation)
    {
        try
        {
            await using var command = database.CreateCommand("SELECT to_regclass('account') IS NOT NULL AND to_regclass('protection_key') IS NOT NULL AND to_regclass('alert') IS NOT NULL");
            if (await command.ExecuteScalarAsync(cancellation) is not true)
            {
                throw new JournalUnavailableException("The database has no tables for accounts: its owner makes them with oxytrial journal migrate.");
            }
        }
        catch (NpgsqlException failed)
        {
            throw new JournalUnavailableException($"The accounts cannot be read: {failed.Message}", failed);
        }
    }

    public override Task TakeTurnAsync(DbContext change, string account, CancellationToken cancellation) =>
        change.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({"account " + account.ToUpperInvariant()}, 0))", cancellation);
}
