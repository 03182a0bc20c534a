using OxyTrial.Samples;
using Shouldly;

namespace OxyTrial.Journal.Tests;

public sealed class ServerTests
{
    [Fact]
    public async Task A_server_comes_back_with_its_data_after_a_kill()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        var database = await server.NewDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, "CREATE TABLE kept (n int)");
        server.Kill();
        await server.StartAgainAsync();

        await PostgreSqlServer.ExecuteAsync(database, "INSERT INTO kept VALUES (1)");
    }
}
