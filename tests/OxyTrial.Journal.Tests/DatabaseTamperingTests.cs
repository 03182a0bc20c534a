using OxyTrial.Journal.Sqlite;
using Shouldly;

namespace OxyTrial.Journal.Tests;

public sealed class DatabaseTamperingTests : IDisposable
{
    private static readonly Dictionary<string, string> KeyOf = new()
    {
        ["head"] = "study",
        ["event"] = "study || '/' || position",
        ["command"] = "study || '/' || command_id",
        ["claim"] = "study || '/' || kind || '/' || key",
    };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_byte_flipped_in_any_column_of_any_row_is_found()
    {
        var original = await JournalAsync();
        var flips = 0;
        foreach (var (table, key) in KeyOf)
        {
            foreach (var column in Tampering.Query<string>(original, $"SELECT name FROM pragma_table_info('{table}')"))
            {
                foreach (var (row, stored) in Tampering.Query<(string, object)>(original, $"SELECT {key}, {column} FROM {table}"))
                {
                    foreach (var value in Flips(stored))
                    {
                        var copy = _folder.CopyAsIs(original, "flipped");
                        Tampering.ExecuteCarefully(copy, $"UPDATE {table} SET {column} = $value WHERE {key} = $row", new { row, value });
                        (await CheckAsync(copy)).IsIntact.ShouldBeFalse($"{table}.{column} of {row}");
                        flips++;
                    }
                }
            }
        }

        flips.ShouldBeGreaterThan(300);
    }

    [Theory]
    [InlineData("event")]
    [InlineData("command")]
    [InlineData("claim")]
    [InlineData("head")]
    public async Task A_row_taken_away_is_found(string table)
    {
        var original = await JournalAsync();
        foreach (var row in Tampering.Query<string>(original, $"SELECT {KeyOf[table]} FROM {table}"))
        {
            var copy = _folder.CopyAsIs(original, "shortened");
            Tampering.ExecuteCarefully(copy, $"DELETE FROM {table} WHERE {KeyOf[table]} = $row", new { row });
            (await CheckAsync(copy)).IsIntact.ShouldBeFalse($"{table} {row}");
        }
    }

    [Theory]
    [InlineData("INSERT INTO claim SELECT study, kind, 'another', command_id FROM claim LIMIT 1")]
    [InlineData("INSERT INTO command SELECT study, 'another', request_digest, first_position, event_count, result FROM command LIMIT 1")]
    [InlineData("INSERT INTO command SELECT 'OXY-9', command_id, request_digest, first_position, event_count, result FROM command LIMIT 1")]
    [InlineData("INSERT INTO head SELECT 'OXY-9', position, hash, epoch, last_utc FROM head LIMIT 1")]
    [InlineData("INSERT INTO event SELECT study, 99, epoch, 'x', 1, type, schema_version, utc, actor, command_id, command_digest, body, hash FROM event LIMIT 1")]
    [InlineData("UPDATE event SET actor = actor || char(0) || 'hidden' WHERE position = 1")]
    [InlineData("UPDATE event SET schema_version = schema_version + 4294967296 WHERE position = 1")]
    [InlineData("UPDATE head SET last_utc = '2099-01-01T00:00:00.0000000Z'")]
    [InlineData("UPDATE head SET last_utc = replace(last_utc, 'Z', '+00:00')")]
    [InlineData("DROP TRIGGER event_allows_no_update")]
    [InlineData("DROP INDEX claim_of_command")]
    [InlineData("CREATE TABLE arm (participant TEXT)")]
    [InlineData("CREATE TRIGGER shadow AFTER INSERT ON event BEGIN SELECT 1; END")]
    public async Task Something_added_or_bent_is_found(string sql)
    {
        var copy = await JournalAsync();
        Tampering.ExecuteCarefully(copy, sql.StartsWith("DROP TRIGGER", StringComparison.Ordinal) ? "SELECT 1" : sql);
        if (sql.StartsWith("DROP TRIGGER", StringComparison.Ordinal))
        {
            Tampering.Execute(copy, sql);
        }

        (await CheckAsync(copy)).IsIntact.ShouldBeFalse();
    }

    [Fact]
    public async Task The_first_difference_is_located()
    {
        var copy = await JournalAsync();
        Tampering.ExecuteCarefully(copy, "UPDATE event SET body = CAST('{\"slot\":\"cohort=BPD#2\"}' AS BLOB) WHERE study = 'OXY-1' AND position = 3");

        var report = await CheckAsync(copy);

        report.Lines.ShouldContain("PRAGMA integrity_check: ok");
        report.Lines.ShouldContain("DAMAGED study OXY-1, position 3, hash: the event's content, the hash of the event before it and its own hash do not agree");
        report.Lines.ShouldContain(l => l.StartsWith("study OXY-2: 1 events, 1 commands, 2 claims, chain intact, fingerprint 1:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stored_answer_changed_afterwards_is_located_at_its_command()
    {
        var copy = await JournalAsync();
        Tampering.ExecuteCarefully(copy, "UPDATE command SET result = x'00' WHERE command_id = 'randomize-2'");

        (await CheckAsync(copy)).Studies[0].ShouldBeOfType<StudyCheck.Differs>().Difference.ShouldSatisfyAllConditions(
            d => d.Position.ShouldBe(6), d => d.Field.ShouldBe("command"), d => d.Message.ShouldContain("randomize-2"));
    }

    [Fact]
    public async Task A_byte_flipped_anywhere_in_the_file_never_stops_the_check_and_is_found_wherever_it_is_of_a_record()
    {
        var original = await File.ReadAllBytesAsync(await JournalAsync(), Stop);
        var records = RecordBytes.Of(original);
        records.Count(used => used).ShouldBeGreaterThan(original.Length / 10);
        var copy = _folder.PathOf("raw");
        var missed = new List<int>();

        // 97 is no divisor of anything in the format; the header's bytes are few, and all of them are tried.
        foreach (var at in Enumerable.Range(0, 100).Concat(Enumerable.Range(0, original.Length / 97).Select(step => 100 + (step * 97))).Where(at => at < original.Length))
        {
            await File.WriteAllBytesAsync(copy, Flipped(original, at), Stop);
            if ((await CheckAsync(copy)).IsIntact && records[at])
            {
                missed.Add(at);
            }
        }

        missed.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, "journal")]
    [InlineData(20, "journal")]
    [InlineData(68, "not an OxyTrial journal")]
    [InlineData(100, "journal")]
    [InlineData(4096, "DAMAGED")]
    public async Task A_damaged_header_or_page_is_told_as_damage(int at, string told)
    {
        var path = await JournalAsync();
        await File.WriteAllBytesAsync(path, Flipped(await File.ReadAllBytesAsync(path, Stop), at), Stop);

        var report = await CheckAsync(path);

        report.IsIntact.ShouldBeFalse();
        string.Join('\n', report.Lines).ShouldSatisfyAllConditions(lines => lines.ShouldContain("DAMAGED"), lines => lines.ShouldContain(told));
    }

    public void Dispose() => _folder.Dispose();

    // A high bit, so that no flip makes a row equal to another one and is refused by a constraint before the check sees it.
    private static IEnumerable<object> Flips(object stored) => stored switch
    {
        long number => [number ^ 64],
        string text => [(char)(text[0] ^ 64) + text[1..], text.Length > 1 && !char.IsSurrogate(text[^1]) ? text[..^1] + (char)(text[^1] ^ 64) : text + "x"],
        byte[] { Length: 0 } => [new byte[1]],
        byte[] bytes => [Flipped(bytes, 0), Flipped(bytes, bytes.Length / 2), Flipped(bytes, bytes.Length - 1)],
        _ => throw new InvalidOperationException($"{stored} is of no kind the tables have"),
    };

    private static byte[] Flipped(byte[] bytes, int at)
    {
        byte[] flipped = [.. bytes];
        flipped[at] ^= 1;
        return flipped;
    }

    private static Task<JournalCheckReport> CheckAsync(string path) => SqliteJournalSnapshot.CheckAsync(path, Stop);

    private async Task<string> JournalAsync()
    {
        var path = _folder.PathOf("trial.journal");
        await using (var journal = SqliteJournal.Open(path))
        {
            await SmallTrial.FillAsync(journal);
        }

        (await CheckAsync(path)).IsIntact.ShouldBeTrue();
        return path;
    }
}
