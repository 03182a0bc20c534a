using OxyTrial.Verifier.Bundles;

namespace OxyTrial.Verifier;

/// <summary><c>oxytrial-verify</c>: the verifier that needs nothing of OxyTrial but this program.</summary>
internal static class VerifierProgram
{
    private const string Help = """
        Usage: oxytrial-verify BUNDLE [--json]

        Verifies a finished OxyTrial study from its bundle: chain, checkpoints, commitment, every allocation and every kit.

          BUNDLE   the bundle: a zip file or a folder, as made by 'oxytrial bundle'
          --json   print the answer as JSON
          --help   print this

        Exit code 0: verified; 1: something differs, and the first difference is told; 2: bad input.
        docs/verification.md says what is checked. A second verifier, in Python, gives the same answers.
        """;

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            Console.WriteLine(Help);
            return 0;
        }

        var unknown = arguments.FirstOrDefault(argument => argument.StartsWith('-') && argument != "--json");
        string[] paths = [.. arguments.Where(argument => !argument.StartsWith('-'))];
        if (unknown is not null || paths.Length != 1)
        {
            Console.Error.WriteLine($"oxytrial-verify: {(unknown is null ? "name one bundle" : $"unknown option '{unknown}'")}; see --help");
            return 2;
        }

        return Print(await BundleVerification.RunAsync(paths[0]), arguments.Contains("--json"));
    }

    private static int Print(VerificationAnswer answer, bool json)
    {
        if (json)
        {
            Console.WriteLine(answer.ToJson());
        }
        else if (answer.Checks.IsEmpty)
        {
            Console.Error.WriteLine($"oxytrial-verify: {answer.Difference!.What}");
        }
        else
        {
            Console.WriteLine(string.Join(Environment.NewLine, answer.Lines()));
        }

        return answer.ExitCode;
    }
}

/// <summary>Reads a bundle and verifies it: bad input is an answer.</summary>
public static class BundleVerification
{
    /// <summary>The answer on a zip file or folder.</summary>
    public static async Task<VerificationAnswer> RunAsync(string path, CancellationToken cancellation = default)
    {
        try
        {
            return await TrialVerifier.VerifyAsync(Bundle.Read(path), cancellation);
        }
        catch (Exception wrong) when (wrong is BadBundleException or TimeZoneNotFoundException or IOException or UnauthorizedAccessException)
        {
            return VerificationAnswer.BadInput(wrong.Message);
        }
    }
}
