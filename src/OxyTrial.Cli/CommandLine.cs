using System.CommandLine;

namespace OxyTrial.Cli;

/// <summary>Exit codes: 0 done, 1 a check found a difference, 2 bad input or a refusal (one line on stderr, nothing done).</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Differs = 1;
    public const int BadInput = 2;
}

/// <summary>Bad input, told in one line on stderr.</summary>
internal sealed class CommandLineException(string message) : Exception(message);

/// <summary>Runs a command line: whatever goes wrong is one line on stderr, never a stack trace.</summary>
internal static class CommandLine
{
    // A server answers what it has begun, and a silo says good-bye to its cluster.
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Help.HelpAction)
        {
            return Tell($"{string.Join(' ', parsed.Errors.Select(error => error.Message))} See 'oxytrial {parsed.CommandResult.Command.Name} --help'.");
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = LongestFarewell });
        }
        catch (CommandLineException wrong)
        {
            return Tell(wrong.Message);
        }
        catch (OperationCanceledException)
        {
            return Tell("stopped.");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or Vault.VaultException or Journal.JournalUnavailableException or Journal.JournalDamagedException or Trial.UnexpectedEventException or TwinTrials.TwinTrialException)
        {
            return Tell(wrong.Message);
        }
    }

    private static int Tell(string message)
    {
        Console.Error.WriteLine($"oxytrial: {message.ReplaceLineEndings(" ")}");
        return ExitCode.BadInput;
    }
}
