using System.Diagnostics;

namespace OxyTrial.Cli.Tests;

/// <summary>What a command printed and its exit code.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error);

/// <summary>Runs the command line as a process, as its users do.</summary>
internal static class CommandRun
{
    public static Task<CommandResult> OxyTrialAsync(params string[] arguments) => OxyTrialInAsync(Environment.CurrentDirectory, arguments);

    /// <summary>The same, called from a folder: a report repeats the command with its paths.</summary>
    public static Task<CommandResult> OxyTrialInAsync(string folder, params string[] arguments) =>
        RunAsync(folder, "dotnet", [Path.Combine(AppContext.BaseDirectory, "oxytrial.dll"), .. arguments]);

    /// <summary>Whether a program is on the path.</summary>
    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Any program, to its end.</summary>
    public static Task<CommandResult> RunAsync(string folder, string program, params string[] arguments) => ToldAsync(folder, string.Empty, program, arguments);

    /// <summary>The command line, told something on its standard input.</summary>
    public static Task<CommandResult> OxyTrialToldAsync(string folder, string input, params string[] arguments) =>
        ToldAsync(folder, input, "dotnet", [Path.Combine(AppContext.BaseDirectory, "oxytrial.dll"), .. arguments]);

    private static async Task<CommandResult> ToldAsync(string folder, string input, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, await output, await error);
    }
}
