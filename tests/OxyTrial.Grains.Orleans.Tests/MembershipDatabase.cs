using Npgsql;
using OxyTrial.Samples;

namespace OxyTrial.Grains.Orleans.Tests;

/// <summary>
/// A PostgreSQL database with the tables of members and reminders. Their definitions are the providers' own, which their packages do not carry
/// and this repository does not copy: a folder named by the environment holds them, as a checkout of Orleans' repository does.
/// </summary>
internal static class MembershipDatabase
{
    private const string Variable = "OXYTRIAL_ORLEANS_SQL";
    private static readonly string[] Scripts = ["PostgreSQL-Main.sql", "PostgreSQL-Clustering.sql", "PostgreSQL-Reminders.sql"];

    /// <summary>An empty one, and its connection string; skips the test where there is no PostgreSQL, or no scripts.</summary>
    public static async Task<string> NewAsync()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"{Variable} does not name a folder with Orleans' scripts for PostgreSQL ({string.Join(", ", Scripts)}); see deployment/orleans/README.md");
        var connection = await (await PostgreSqlServer.SharedAsync()).NewDatabaseAsync();
        foreach (var script in Scripts)
        {
            var file = Directory.GetFiles(folder!, script, SearchOption.AllDirectories).FirstOrDefault() ?? throw new FileNotFoundException($"{Variable} is {folder}, and {script} is not below it.");
            await PostgreSqlServer.ExecuteAsync(connection, await File.ReadAllTextAsync(file));
        }

        return connection;
    }

    /// <summary>The one column of a query, as texts.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await rows.ReadAsync())
        {
            texts.Add($"{rows.GetValue(0)}");
        }

        return texts;
    }
}
