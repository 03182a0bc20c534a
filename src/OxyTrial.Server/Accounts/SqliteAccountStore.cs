using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace OxyTrial.Server.Accounts;

/// <summary>Accounts in a file of their own, made when first needed.</summary>
internal sealed class SqliteAccountStore(string file) : AccountStore
{
    private readonly string connection = new SqliteConnectionStringBuilder { DataSource = file }.ToString();

    public override string Schema => Text("accounts.sql");

    public override DbConnection Connect() => new SqliteConnection(connection);

    public override void Configure(DbContextOptionsBuilder options) => options.UseSqlite(connection);

    public override async Task PrepareAsync(CancellationToken cancellation)
    {
        await using var opened = Connect();
        await opened.OpenAsync(cancellation);
        await using var command = opened.CreateCommand();
#pragma warning disable CA2100 // The text is a part of this assembly.
        command.CommandText = "PRAGMA journal_mode = WAL; BEGIN IMMEDIATE;" + Schema + "COMMIT;";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellation);
    }

    // A transaction that Entity Framework begins here is an immediate one: the file has one writer at a time.
    public override Task TakeTurnAsync(DbContext change, string account, CancellationToken cancellation) => Task.CompletedTask;
}
