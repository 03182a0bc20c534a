using System.Data.Common;
using OxyTrial.Journal;
using OxyTrial.Web.Access;

namespace OxyTrial.Server.Accounts;

/// <summary>An account as it stands this moment.</summary>
/// <param name="Id">Key of the account.</param>
/// <param name="Name">Account name.</param>
/// <param name="PrintedName">Name as printed.</param>
/// <param name="Stamp">Changes with the password and when the account is disabled; sign-ins with another one are over.</param>
/// <param name="Grants">Stored grants.</param>
internal sealed record LivingAccount(string Id, string Name, string PrintedName, string Stamp, IReadOnlyList<Grant> Grants);

/// <summary>
/// The accounts' tables: made sure of when first needed, and read directly at every request. A sign-in carries only who somebody is; what he
/// may do is looked up each time, so that a withdrawn grant or a disabled account ends at once, also when another process
/// (<c>oxytrial user</c>) changed it.
/// </summary>
internal sealed class AccountDatabase(AccountStore store) : IDisposable
{
    private readonly SemaphoreSlim making = new(1, 1);
    private volatile bool ready;

    /// <summary>Makes sure of tables and the log's guards; at most once a process.</summary>
    public async ValueTask EnsureReadyAsync(CancellationToken cancellation)
    {
        if (ready)
        {
            return;
        }

        await making.WaitAsync(cancellation);
        try
        {
            if (!ready)
            {
                await store.PrepareAsync(cancellation);
                ready = true;
            }
        }
        finally
        {
            making.Release();
        }
    }

    /// <summary>The account behind a sign-in, or null when it is disabled or its password was changed since.</summary>
    /// <exception cref="JournalUnavailableException">The accounts cannot be read.</exception>
    public async ValueTask<LivingAccount?> FindLivingAsync(string id, string stamp, CancellationToken cancellation)
    {
        await EnsureReadyAsync(cancellation);
        try
        {
            return await FindAsync(id, stamp, cancellation);
        }
        catch (DbException failed)
        {
            throw Unavailable(failed);
        }
    }

    /// <summary>A failure of the database, told as what it is to whoever asked.</summary>
    public static JournalUnavailableException Unavailable(Exception failed) => new($"The accounts cannot be read: {failed.Message}", failed);

    /// <inheritdoc/>
    public void Dispose() => making.Dispose();

    private async ValueTask<LivingAccount?> FindAsync(string id, string stamp, CancellationToken cancellation)
    {
        await using var opened = store.Connect();
        await opened.OpenAsync(cancellation);
        await using var command = opened.CreateCommand();
        command.CommandText = """
            SELECT a."UserName", a."PrintedName", g."ClaimValue" FROM account a
            LEFT JOIN account_grant g ON g."UserId" = a."Id" AND g."ClaimType" = @type
            WHERE a."Id" = @id AND a."SecurityStamp" = @stamp AND a."Disabled" = @disabled ORDER BY g."Id"
            """;
        Add(command, "@type", Grant.ClaimType);
        Add(command, "@id", id);
        Add(command, "@stamp", stamp);
        Add(command, "@disabled", false);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        LivingAccount? found = null;
        var grants = new List<Grant>();
        while (await rows.ReadAsync(cancellation))
        {
            found ??= new LivingAccount(id, rows.GetString(0), rows.GetString(1), stamp, grants);
            if (!rows.IsDBNull(2) && Grant.TryParse(rows.GetString(2), out var grant))
            {
                grants.Add(grant);
            }
        }

        return found;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
