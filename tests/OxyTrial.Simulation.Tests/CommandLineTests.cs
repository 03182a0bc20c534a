using Shouldly;

namespace OxyTrial.Simulation.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public async Task The_last_line_counts_seeds_and_violations()
    {
        var (code, lines) = await RunAsync("--seeds", "5", "--from", "7");
        code.ShouldBe(0);
        lines[^1].ShouldBe("5 seeds, 0 violations");
        lines.ShouldContain(line => line.StartsWith("| LostAfterCommit | ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_violation_names_its_seed_and_the_seed_replays_it()
    {
        var (code, lines) = await RunAsync("--seeds", "200", "--without", "AcknowledgeBeforeCommit");
        code.ShouldBe(1);
        var first = lines.First(line => line.StartsWith("VIOLATION in seed ", StringComparison.Ordinal));
        var seed = first.Split(' ')[3].TrimEnd(':');
        lines.ShouldContain($"  replay: eng/simulate --from {seed} --seeds 1 --trace");
        lines.ShouldContain(line => line.StartsWith($"Trace of seed {seed}, hash ", StringComparison.Ordinal));

        var (again, replayed) = await RunAsync("--from", seed, "--seeds", "1", "--trace", "--without", "AcknowledgeBeforeCommit");
        again.ShouldBe(1);
        replayed.ShouldContain(first);
        TraceOf(replayed).ShouldBe(TraceOf(lines));
    }

    [Theory]
    [InlineData("--seeds", "none")]
    [InlineData("--seeds", "0")]
    [InlineData("--sedes", "5")]
    public async Task What_is_not_understood_is_not_run(params string[] arguments) => (await RunAsync(arguments)).Code.ShouldBe(2);

    private static string[] TraceOf(string[] lines) => [.. lines.SkipWhile(line => !line.StartsWith("Trace of seed ", StringComparison.Ordinal))
        .TakeWhile(line => !line.StartsWith("| Fault point", StringComparison.Ordinal))];

    private static async Task<(int Code, string[] Lines)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        var code = await SimulationCommand.RunAsync(arguments, output);
        return (code, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
