using System.Diagnostics;

namespace OxyTrial.Vault.Keys;

/// <summary>
/// A key-encryption key behind a program: a few lines of shell around a key-management service's or a PKCS#11 token's own tool. It is
/// run as <c>PROGRAM id</c>, which prints the key's name, and as <c>PROGRAM wrap</c> or <c>PROGRAM unwrap</c>, which read two lines of
/// Base64, the data key (or what it was wrapped to) and the associated data, and print one. Any other exit code than 0 is a refusal.
/// </summary>
internal sealed class ProgramKey : IKeyEncryptionKey
{
    private const int LongestId = 64;
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(30);
    private readonly string program;

    public ProgramKey(string program)
    {
        this.program = program;
        var id = Run("id", string.Empty);
        Id = id.Length is > 0 and <= LongestId && id.All(letter => letter is > ' ' and <= '~') ? id : throw new VaultException($"'{program} id' does not print the name of a key.");
    }

    public string Id { get; }

    public byte[] Wrap(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> associatedData) => Asked("wrap", dataKey, associatedData);

    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> associatedData) => Asked("unwrap", wrapped, associatedData);

    private byte[] Asked(string verb, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var answer = Run(verb, $"{Convert.ToBase64String(first)}\n{Convert.ToBase64String(second)}\n");
        try
        {
            return Convert.FromBase64String(answer);
        }
        catch (FormatException cause)
        {
            throw new VaultException($"'{program} {verb}' did not print Base64.", cause);
        }
    }

    private string Run(string verb, string input)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, [verb]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            Feed(process, input);
            if (!process.WaitForExit(LongestRun))
            {
                process.Kill(entireProcessTree: true);
                throw new VaultException($"'{program} {verb}' did not end within {LongestRun.TotalSeconds:0} seconds.");
            }

            process.WaitForExit();
            return process.ExitCode == 0 ? output.Result.Trim() : throw new VaultException($"'{program} {verb}' ended with exit code {process.ExitCode}: {errors.Result.Trim()}");
        }
        catch (System.ComponentModel.Win32Exception cause)
        {
            throw new VaultException($"'{program}' cannot be run: {cause.Message}", cause);
        }
    }

    // A program that has refused need not read what it is told.
    private static void Feed(Process process, string input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
        }
    }
}
