using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OxyTrial.Journal.Sqlite;

/// <summary>
/// A statement that is compiled once and run many times, over SQLite's own interface: an ADO.NET command makes a reader and
/// walks its parameters by name at every run, which costs more than what SQLite itself has to do for a row. For one thread at a time.
/// </summary>
internal sealed class Statement : IDisposable
{
    private const int MaximumOnStack = 1200;
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly Dictionary<int, (byte[] Bytes, string Text)> _last = [];
    private int _bound;

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Ensure(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Gives the next parameter its value; the first one after a run is the first of the text.</summary>
    public Statement With(long value)
    {
        Ensure(raw.sqlite3_bind_int64(_statement, ++_bound, value));
        return this;
    }

    /// <inheritdoc cref="With(long)"/>
    public Statement With(string value)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> bytes = most <= MaximumOnStack ? stackalloc byte[MaximumOnStack] : new byte[most];
        Ensure(raw.sqlite3_bind_text(_statement, ++_bound, bytes[..Encoding.UTF8.GetBytes(value, bytes)]));
        return this;
    }

    /// <inheritdoc cref="With(long)"/>
    public Statement With(ReadOnlySpan<byte> value)
    {
        Ensure(raw.sqlite3_bind_blob(_statement, ++_bound, value));
        return this;
    }

    /// <summary>Runs a statement that answers no rows.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Whether there is a row.</summary>
    public bool Any()
    {
        try
        {
            return Step();
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>All rows.</summary>
    public List<T> List<T>(Func<Statement, T> read)
    {
        try
        {
            var rows = new List<T>();
            while (Step())
            {
                rows.Add(read(this));
            }

            return rows;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The first row, or null when there is none.</summary>
    public T? First<T>(Func<Statement, T> read)
    {
        try
        {
            return Step() ? read(this) : default;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>A text of the row at hand.</summary>
    public string Text(int column) => Is(column, raw.SQLITE_TEXT) ? raw.sqlite3_column_text(_statement, column).utf8_to_string() : throw Other(column);

    /// <summary>A text of the row at hand that tends to be the one of the row before: then it is that one, and not another with the same letters.</summary>
    public string RepeatedText(int column)
    {
        if (!Is(column, raw.SQLITE_TEXT))
        {
            throw Other(column);
        }

        var bytes = raw.sqlite3_column_blob(_statement, column);
        var (lastBytes, lastText) = _last.GetValueOrDefault(column);
        if (lastBytes is null || !bytes.SequenceEqual(lastBytes))
        {
            _last[column] = (bytes.ToArray(), lastText = Text(column));
        }

        return lastText;
    }

    /// <summary>An integer of the row at hand.</summary>
    public long Integer(int column) => Is(column, raw.SQLITE_INTEGER) ? raw.sqlite3_column_int64(_statement, column) : throw Other(column);

    /// <summary>Bytes of the row at hand.</summary>
    public byte[] Bytes(int column) => Is(column, raw.SQLITE_BLOB) ? raw.sqlite3_column_blob(_statement, column).ToArray() : throw Other(column);

    public void Dispose() => _statement.Dispose();

    private bool Is(int column, int type) => raw.sqlite3_column_type(_statement, column) == type;

    private InvalidCastException Other(int column) => new($"Column {raw.sqlite3_column_name(_statement, column).utf8_to_string()} holds a value of another type.");

    private bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result != raw.SQLITE_DONE)
        {
            Ensure(result);
        }

        return result == raw.SQLITE_ROW;
    }

    // The result is the one of the last step again, which was told then.
    private void Reset()
    {
        _ = raw.sqlite3_reset(_statement);
        _bound = 0;
    }

    private void Ensure(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
