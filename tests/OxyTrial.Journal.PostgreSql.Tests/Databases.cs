using System.Security.Cryptography;
using Npgsql;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Samples;

namespace OxyTrial.Journal.Tests;

/// <summary>A database with the journal's tables and nothing in them, and an account for each role.</summary>
/// <param name="Owner">Connection string of the administrator.</param>
/// <param name="Writer">Connection string of an account in the writer's role.</param>
/// <param name="Reader">Connection string of an account in the reader's role.</param>
internal sealed record Database(string Owner, string Writer, string Reader)
{
    public static async Task<Database> NewAsync() => await NewAsync(await PostgreSqlServer.SharedAsync());

    public static async Task<Database> NewAsync(PostgreSqlServer server)
    {
        var owner = await server.NewDatabaseAsync();
        await PostgreSqlMigrator.RunAsync(owner, new JournalRoles(), TimeProvider.System);
        return new Database(owner, await AccountAsync(owner, "oxytrial_writer"), await AccountAsync(owner, "oxytrial_reader"));
    }

    /// <summary>A new account in a role.</summary>
    public static async Task<string> AccountAsync(string owner, string role)
    {
        var (name, password) = ($"account_{RandomNumberGenerator.GetHexString(8, lowercase: true)}", RandomNumberGenerator.GetHexString(16));
        await PostgreSqlServer.ExecuteAsync(owner, $"CREATE ROLE {name} LOGIN PASSWORD '{password}' IN ROLE {role}");
        return new NpgsqlConnectionStringBuilder(owner) { Username = name, Password = password }.ConnectionString;
    }

    public Task<PostgreSqlJournal> OpenAsync() => OpenAsync(Writer);

    public static Task<PostgreSqlJournal> OpenAsync(string connectionString) =>
        PostgreSqlJournal.OpenAsync(connectionString, TimeProvider.System, cancellationToken: TestContext.Current.CancellationToken);

    public async Task<JournalCheckReport> CheckAsync()
    {
        await using var snapshot = await PostgreSqlJournalSnapshot.OpenAsync(Reader, TestContext.Current.CancellationToken);
        return await JournalCheck.RunAsync(snapshot, TestContext.Current.CancellationToken);
    }

    /// <summary>Changes rows as an administrator with everything switched off that would refuse it.</summary>
    public Task TamperAsync(string sql) => PostgreSqlServer.ExecuteAsync(Owner, $"SET session_replication_role = replica; {sql}");

    public static string With(string connectionString, Action<NpgsqlConnectionStringBuilder> change)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        change(settings);
        return settings.ConnectionString;
    }
}
