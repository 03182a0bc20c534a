using Npgsql;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>The settings of the server that the journal's promises rest on.</summary>
internal static class ServerSettings
{
    private static readonly (string Setting, string Advice)[] Wanted =
    [
        ("fsync", "fsync is off: when the machine stops, acknowledged appends may be lost and the database destroyed"),
        ("full_page_writes", "full_page_writes is off: when the machine stops, pages may be torn"),
        ("data_checksums", "data checksums are off: pages that the disk changed are not noticed when they are read (pg_checksums --enable turns them on)"),
    ];

    /// <summary>One sentence for each setting that is not as it should be.</summary>
    public static async Task<IReadOnlyList<string>> AdviceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var advice = new List<string>();
        foreach (var (setting, sentence) in Wanted)
        {
            if (await SettingAsync(connection, setting, cancellationToken).ConfigureAwait(false) != "on")
            {
                advice.Add(sentence);
            }
        }

        return advice;
    }

    /// <summary>Refuses a database that could not hold every name.</summary>
    public static async Task EnsureUtf8Async(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var encoding = await SettingAsync(connection, "server_encoding", cancellationToken).ConfigureAwait(false);
        if (encoding != "UTF8")
        {
            throw new JournalUnavailableException($"The database is in {encoding}, and the journal needs one in UTF8.");
        }
    }

    private static async Task<string> SettingAsync(NpgsqlConnection connection, string setting, CancellationToken cancellationToken) =>
        (await Queries.ListAsync(connection, "SELECT current_setting($1)", row => row.GetString(0), cancellationToken, setting).ConfigureAwait(false)).Single();
}
