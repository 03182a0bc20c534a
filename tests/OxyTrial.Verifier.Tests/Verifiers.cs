using System.Globalization;
using System.Text.Json;
using OxyTrial.Cli.Tests;
using OxyTrial.Samples;

namespace OxyTrial.Verifier.Tests;

/// <summary>A verifier's answer without its sentences, in which alone two verifiers may vary.</summary>
/// <param name="ExitCode">Exit code.</param>
/// <param name="Verdict">Verdict.</param>
/// <param name="Check">Check of the difference, or null.</param>
/// <param name="Position">Its position, or null.</param>
/// <param name="Rest">Study, fingerprint, and each check with count and state.</param>
/// <param name="What">The sentence; not compared.</param>
public sealed record Answer(int ExitCode, string? Verdict, string? Check, long? Position, string Rest)
{
    public string? What { get; private init; }

    public static Answer Of(CommandResult run)
    {
        using var document = JsonDocument.Parse(run.Output.Length == 0 ? $"{{\"verdict\":{JsonSerializer.Serialize(run.Error)}}}" : run.Output);
        var root = document.RootElement;
        if (!root.TryGetProperty("checks", out var checks))
        {
            return new Answer(run.ExitCode, root.GetProperty("verdict").GetString(), null, null, "");
        }

        var difference = root.GetProperty("difference");
        var differs = difference.ValueKind == JsonValueKind.Object;
        var rest = $"{root.GetProperty("study")} {root.GetProperty("journal")} {string.Join(", ", checks.EnumerateArray().Select(check => $"{check.GetProperty("name")} {check.GetProperty("count")} {check.GetProperty("state")}"))}";
        return new Answer(
            run.ExitCode,
            root.GetProperty("verdict").GetString(),
            differs ? difference.GetProperty("check").GetString() : null,
            differs && difference.GetProperty("position").ValueKind == JsonValueKind.Number ? difference.GetProperty("position").GetInt64() : null,
            rest)
        {
            What = differs ? difference.GetProperty("what").GetString() : null,
        };
    }

    public bool Equals(Answer? other) => other is not null && (ExitCode, Verdict, Check, Position, Rest) == (other.ExitCode, other.Verdict, other.Check, other.Position, other.Rest);

    public override int GetHashCode() => HashCode.Combine(ExitCode, Verdict, Check, Position, Rest);
}

/// <summary>The two verifiers, as processes.</summary>
internal static class Verifiers
{
    private static readonly string Python = Repository.PathOf("src", "OxyTrial.Verifier", "python", "oxytrial_verify.py");

    /// <summary>Skips the test where Python is not installed.</summary>
    public static void RequirePython()
    {
        Assert.SkipUnless(CommandRun.IsInstalled("python3"), "python3 is not installed (Debian: apt install python3)");
    }

    public static Task<CommandResult> PythonAsync(params string[] arguments) => CommandRun.RunAsync(Environment.CurrentDirectory, "python3", [Python, .. arguments]);

    public static Task<CommandResult> ProgramAsync(params string[] arguments) => CommandRun.RunAsync(Environment.CurrentDirectory, "dotnet", [Path.Combine(AppContext.BaseDirectory, "oxytrial-verify.dll"), .. arguments]);

    /// <summary>The program's answer, without starting a process.</summary>
    public static async Task<Answer> AnswerAsync(string bundle)
    {
        var answer = await BundleVerification.RunAsync(bundle, TestContext.Current.CancellationToken);
        return Answer.Of(new CommandResult(answer.ExitCode, answer.ToJson(), ""));
    }

    /// <summary>The Python verifier's answers to many bundles, in their order: one process, or its start would be most of the time.</summary>
    public static async Task<IEnumerable<Answer>> PythonAnswersAsync(IEnumerable<string> bundles)
    {
        const string Each = "import sys, oxytrial_verify\nfor bundle in sys.argv[1:]: print(oxytrial_verify.main([bundle, '--json']))";
        var run = await CommandRun.RunAsync(Path.GetDirectoryName(Python)!, "python3", ["-B", "-c", Each, .. bundles]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output.TrimEnd().Split('\n').Chunk(2).Select(lines => Answer.Of(new CommandResult(int.Parse(lines[1], CultureInfo.InvariantCulture), lines[0], "")));
    }

    public static async Task<Answer> PythonAnswerAsync(string bundle) => Answer.Of(await PythonAsync(bundle, "--json"));
}
