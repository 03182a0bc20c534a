using System.Data;
using Microsoft.Data.Sqlite;

namespace OxyTrial.Journal.Sqlite;

/// <summary>Tells what a damaged file makes the database, or the reading of a row, throw as what it is.</summary>
internal static class Damage
{
    // Result codes of SQLite that speak of the machine or of other processes, not of the file's content (sqlite.org/rescode.html).
    private static readonly int[] NotOfTheFile =
        [/* PERM */ 3, /* BUSY */ 5, /* LOCKED */ 6, /* NOMEM */ 7, /* READONLY */ 8, /* INTERRUPT */ 9, /* IOERR */ 10, /* FULL */ 13, /* CANTOPEN */ 14, /* PROTOCOL */ 15];

    /// <summary>Reads; throws <see cref="JournalDamagedException"/> when it is the file that can not be read.</summary>
    public static T Told<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception cause) when (IsIn(cause))
        {
            throw new JournalDamagedException(new JournalDifference(null, null, "database", cause.Message));
        }
    }

    /// <summary>Whether it was the file: a fault of its pages, or a value of a kind that the tables do not allow (NULL, for one).</summary>
    public static bool IsIn(Exception cause) => cause switch
    {
        SqliteException fault => !NotOfTheFile.Contains(fault.SqliteErrorCode),
        InvalidCastException or InvalidOperationException or DataException or OverflowException => true,
        _ => false,
    };
}
