using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace OxyTrial.Server.Accounts;

/// <summary>The database that accounts are in: what SQLite and PostgreSQL do differently.</summary>
internal abstract class AccountStore
{
    /// <summary>The tables and their guards, as text.</summary>
    public abstract string Schema { get; }

    /// <summary>A connection, not yet open.</summary>
    public abstract DbConnection Connect();

    /// <summary>Tells Entity Framework where the accounts are.</summary>
    public abstract void Configure(DbContextOptionsBuilder options);

    /// <summary>Makes the tables, or makes sure that they are there.</summary>
    /// <exception cref="Journal.JournalUnavailableException">They are not there, and this account may not make them.</exception>
    public abstract Task PrepareAsync(CancellationToken cancellation);

    /// <summary>
    /// Lets one change of an account at a time go on, whichever node makes it: guesses at a password sent to several nodes at once must all
    /// be counted. Called in the change's transaction, at whose end it is over.
    /// </summary>
    public abstract Task TakeTurnAsync(DbContext change, string account, CancellationToken cancellation);

    /// <summary>A table definition that is part of this assembly.</summary>
    protected static string Text(string name)
    {
        using var text = new StreamReader(typeof(AccountStore).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is missing from the assembly."));
        return text.ReadToEnd();
    }
}
