using MimeKit;
using Npgsql;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Server.Alerts;

/// <summary>
/// Alerts in the database that all nodes share. Every node follows and delivers: a message is locked while one sends it and passed over by
/// the others, so a node that dies leaves it to them.
/// </summary>
internal sealed class AlertTable(NpgsqlDataSource database) : IAlertStore
{
    public string Place => "in the database";

    public async Task<long> PositionOfAsync(StudyId study, CancellationToken cancellation)
    {
        await using var command = Command("SELECT position FROM alert_follow WHERE study = $1", study.Value);
        return await command.ExecuteScalarAsync(cancellation) is long position ? position : 0;
    }

    public async Task FollowAsync(StudyId study, long position, CancellationToken cancellation)
    {
        await using var command = Command("INSERT INTO alert_follow (study, position) VALUES ($1, $2) ON CONFLICT (study) DO UPDATE SET position = excluded.position", study.Value, position);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task PutAsync(StudyId study, long position, MimeMessage message, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        await message.WriteToAsync(bytes, cancellation);
        await using var command = Command("INSERT INTO alert (study, position, message) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", study.Value, position, bytes.ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task<bool> IsWaitingAsync(StudyId study, long position, CancellationToken cancellation)
    {
        await using var command = Command("SELECT sent FROM alert WHERE study = $1 AND position = $2", study.Value, position);
        return await command.ExecuteScalarAsync(cancellation) is not true;
    }

    public async Task<Exception?> DeliverAsync(Func<MimeMessage, CancellationToken, Task> send, CancellationToken cancellation)
    {
        Exception? failure = null;
        foreach (var (study, position) in await WaitingAsync(cancellation))
        {
            try
            {
                await DeliverAsync(study, position, send, cancellation);
            }
            catch (Exception failed) when (failed is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                failure = failed;
            }
        }

        return failure;
    }

    // Sent and not yet marked when the connection goes: sent again, under the same Message-ID.
    private async Task DeliverAsync(string study, long position, Func<MimeMessage, CancellationToken, Task> send, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var lockIt = With(new NpgsqlCommand("SELECT message FROM alert WHERE study = $1 AND position = $2 AND NOT sent FOR UPDATE SKIP LOCKED", connection), study, position);
        if (await lockIt.ExecuteScalarAsync(cancellation) is byte[] message)
        {
            using var bytes = new MemoryStream(message);
            await send(await MimeMessage.LoadAsync(bytes, cancellation), cancellation);
            await using var mark = With(new NpgsqlCommand("UPDATE alert SET sent = true WHERE study = $1 AND position = $2", connection), study, position);
            await mark.ExecuteNonQueryAsync(cancellation);
            await transaction.CommitAsync(cancellation);
        }
    }

    private async Task<IReadOnlyList<(string Study, long Position)>> WaitingAsync(CancellationToken cancellation)
    {
        var waiting = new List<(string, long)>();
        await using var command = database.CreateCommand("SELECT study, position FROM alert WHERE NOT sent ORDER BY study, position");
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            waiting.Add((rows.GetString(0), rows.GetInt64(1)));
        }

        return waiting;
    }

#pragma warning disable CA2100 // Every text is a constant of this class; values are parameters.
    private NpgsqlCommand Command(string sql, params ReadOnlySpan<object> values) => With(database.CreateCommand(sql), values);
#pragma warning restore CA2100

    private static NpgsqlCommand With(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
