using Npgsql;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>Settings of a pool that is asked the same few statements over and over, and never changes a session.</summary>
public static class LastingSessions
{
    private const int PreparedStatements = 64;
    private const int LibraryMinimumUsages = 5;

    /// <summary>
    /// Nothing is reset between two uses of a connection, and a statement stays prepared from its second use on: up to 64 of them. An address
    /// that names another number of statements or of uses keeps it.
    /// </summary>
    /// <param name="settings">Settings of the pool.</param>
    public static void Keep(NpgsqlConnectionStringBuilder settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.NoResetOnClose = true;
        settings.MaxAutoPrepare = settings.MaxAutoPrepare == 0 ? PreparedStatements : settings.MaxAutoPrepare;
        settings.AutoPrepareMinUsages = settings.AutoPrepareMinUsages == LibraryMinimumUsages ? 2 : settings.AutoPrepareMinUsages;
    }
}
