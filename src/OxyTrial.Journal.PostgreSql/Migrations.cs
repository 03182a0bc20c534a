using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>One step of the schema: an SQL file of this assembly. Never changed after a release; a change is a file with the next number.</summary>
/// <param name="Version">1, 2, 3 … without gaps.</param>
/// <param name="Name">Name of the file.</param>
/// <param name="Sql">Its text.</param>
internal sealed record Migration(int Version, string Name, string Sql)
{
    public byte[] Sha256 { get; } = SHA256.HashData(Encoding.UTF8.GetBytes(Sql));

    public override string ToString() => Name;
}

/// <summary>A step as the database has it.</summary>
internal sealed record AppliedMigration(int Version, byte[] Sha256);

/// <summary>The steps this program knows, against those a database has.</summary>
internal static class Migrations
{
    public static IReadOnlyList<Migration> Known { get; } = Load();

    /// <summary>Refuses a database whose tables are missing, or of another version than this program's.</summary>
    public static async Task EnsureAppliedAsync(NpgsqlDataSource pool, CancellationToken cancellationToken)
    {
        var pending = await Connections.UseAsync(pool, c => PendingAsync(c, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (pending.Count > 0)
        {
            throw new JournalUnavailableException(
                $"The journal's tables in {Connections.Name(pool)} are older than this program ({pending[0].Name} is missing): run 'oxytrial journal migrate' with the owner's account.");
        }
    }

    /// <summary>The steps that the database still lacks: none when it is as this program needs it.</summary>
    /// <exception cref="JournalUnavailableException">It has a step that this program does not know, or one with another content.</exception>
    public static async Task<IReadOnlyList<Migration>> PendingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var exists = await Queries.ListAsync(
            connection, "SELECT to_regclass('journal.migration') IS NOT NULL", row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false);
        if (!exists.Single())
        {
            return Known;
        }

        var applied = await Queries.ListAsync(
            connection, "SELECT version, sha256 FROM journal.migration ORDER BY version",
            row => new AppliedMigration(row.GetInt32(0), row.GetFieldValue<byte[]>(1)), cancellationToken).ConfigureAwait(false);
        return Pending(applied);
    }

    /// <summary>The steps missing from these, which must be the first ones of this program, unchanged.</summary>
    public static IReadOnlyList<Migration> Pending(IReadOnlyList<AppliedMigration> applied)
    {
        for (var i = 0; i < applied.Count; i++)
        {
            if (i >= Known.Count || applied[i].Version != Known[i].Version)
            {
                throw new JournalUnavailableException(string.Create(
                    CultureInfo.InvariantCulture, $"The journal's tables are of version {applied[^1].Version}, and this program knows version {Known.Count}: use the program that made them."));
            }

            if (!applied[i].Sha256.AsSpan().SequenceEqual(Known[i].Sha256))
            {
                throw new JournalUnavailableException($"The journal's tables were made by another {Known[i].Name} than this program's; nothing was changed.");
            }
        }

        return [.. Known.Skip(applied.Count)];
    }

    private static Migration[] Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                .Select((name, index) => new Migration(index + 1, name, Text(assembly, name))),
        ];
    }

    private static string Text(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
