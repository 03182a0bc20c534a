using Dapper;
using Microsoft.Data.Sqlite;

namespace OxyTrial.Journal.Tests;

/// <summary>What somebody with the file and a database tool can do.</summary>
internal static class Tampering
{
    public static void Execute(string path, string sql)
    {
        using var connection = Open(path);
        connection.Execute(sql);
    }

    /// <summary>Does it as a careful person would: triggers out of the way first, and back afterwards.</summary>
    public static void ExecuteCarefully(string path, string sql, object? values = null)
    {
        using var connection = Open(path);
        var triggers = connection.Query<(string Name, string Sql)>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid").ToList();
        triggers.ForEach(t => connection.Execute($"DROP TRIGGER {t.Name}"));
        connection.Execute("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON");
        connection.Execute(sql, values);
        triggers.ForEach(t => connection.Execute(t.Sql));
    }

    public static List<T> Query<T>(string path, string sql)
    {
        using var connection = Open(path);
        return connection.Query<T>(sql).AsList();
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        connection.Open();
        return connection;
    }
}
