using System.Collections.Concurrent;
using MimeKit;
using Npgsql;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Samples;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Alerts;
using OxyTrial.Trial.Identifiers;
using Shouldly;

namespace OxyTrial.Nodes.Tests;

/// <summary>Alerts of code breaks that several nodes keep and send together.</summary>
public sealed class AlertTableTests : IAsyncLifetime
{
    private static readonly StudyId Study = StudyId.FromTrusted("alerts");

    private NpgsqlDataSource? database;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private AlertTable Table => new(database!);

    public async ValueTask InitializeAsync()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var address = await server.NewDatabaseAsync();
        await PostgreSqlMigrator.RunAsync(address, new JournalRoles(), TimeProvider.System, Stop);
        (await AccountMigrator.RunAsync(address, new JournalRoles(), Stop)).ShouldBeTrue();
        (await AccountMigrator.RunAsync(address, new JournalRoles(), Stop)).ShouldBeFalse("what is there is left as it is");
        database = PostgreSqlAccountStore.Pool(address);
    }

    public ValueTask DisposeAsync() => database?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Nodes_that_send_at_the_same_time_send_each_alert_once()
    {
        for (var position = 1; position <= 20; position++)
        {
            await Table.PutAsync(Study, position, Message(position), Stop);
            await Table.PutAsync(Study, position, Message(position), Stop);
        }

        var sent = new ConcurrentBag<string>();
        var failures = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Table.DeliverAsync((message, _) =>
        {
            sent.Add(message.Subject!);
            return Task.Delay(5, Stop);
        }, Stop)));

        failures.ShouldAllBe(failure => failure == null);
        sent.Order().ShouldBe(Enumerable.Range(1, 20).Select(position => Message(position).Subject!).Order());
        (await Table.IsWaitingAsync(Study, 20, Stop)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_alert_that_is_not_taken_waits_and_does_not_hold_up_the_next()
    {
        await Table.PutAsync(Study, 1, Message(1), Stop);
        await Table.PutAsync(Study, 2, Message(2), Stop);

        var failure = await Table.DeliverAsync((message, _) => message.Subject == Message(1).Subject ? throw new IOException("refused") : Task.CompletedTask, Stop);

        failure.ShouldBeOfType<IOException>();
        (await Table.IsWaitingAsync(Study, 1, Stop)).ShouldBeTrue();
        (await Table.IsWaitingAsync(Study, 2, Stop)).ShouldBeFalse();
        (await Table.IsWaitingAsync(Study, 3, Stop)).ShouldBeTrue("what is not written yet is not delivered either");
    }

    [Fact]
    public async Task Every_node_goes_on_from_where_another_left_off()
    {
        (await Table.PositionOfAsync(Study, Stop)).ShouldBe(0);
        await Table.FollowAsync(Study, 7, Stop);
        await Table.FollowAsync(Study, 12, Stop);
        (await Table.PositionOfAsync(Study, Stop)).ShouldBe(12);
    }

    private static MimeMessage Message(int number) => new() { Subject = $"Code break {number}", Body = new TextPart("plain") { Text = "Somebody's code was broken." } };
}
