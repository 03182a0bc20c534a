using System.CommandLine;
using OxyTrial.Vault.Custody;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial custodian create|show|approve</c>: what a custodian does, on a machine of their own, without the server.</summary>
internal static class CustodianCommands
{
    private const string PassphraseVariable = "OXYTRIAL_CUSTODIAN_PASSPHRASE";

    public static Command Create() => new("custodian", "Keys of the custodians, of whom several together open the secret at the planned unblinding.") { Make(), Show(), Approve() };

    private static Command Make()
    {
        var name = new Argument<string>("name") { Description = "The custodian's name, as it will be printed." };
        var output = new Option<string>("--out") { Description = "The key file to write, e.g. ada.key; the public line goes to standard output.", Required = true };
        var command = new Command("create", $"Make a custodian's keys. The passphrase is asked for, or taken from {PassphraseVariable}. Keep the file; send the public line to the statistician.") { name, output };
        command.SetAction((parsed, cancellation) => MakeAsync(parsed.GetValue(name)!, parsed.GetValue(output)!, cancellation));
        return command;
    }

    private static Command Show()
    {
        var key = KeyOption();
        var command = new Command("show", "Print a key file's public line and fingerprint. Needs no passphrase.") { key };
        command.SetAction(async (parsed, cancellation) =>
        {
            var line = (await File.ReadAllLinesAsync(parsed.GetValue(key)!, cancellation)).FirstOrDefault() ?? string.Empty;
            Console.WriteLine(CustodianPublicKey.Parse(line));
            Console.Error.WriteLine($"fingerprint {CustodianPublicKey.Parse(line).Fingerprint}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Approve()
    {
        var key = KeyOption();
        var request = new Option<string>("--request") { Description = "The unblinding request, from the statistician.", Required = true };
        var output = new Option<string>("--out") { Description = "The approval to write; send it back.", Required = true };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("approve", "Approve the planned unblinding of one locked data set.") { key, request, output, yes };
        command.SetAction((parsed, cancellation) => ApproveAsync(parsed.GetValue(key)!, parsed.GetValue(request)!, parsed.GetValue(output)!, parsed.GetValue(yes), cancellation));
        return command;
    }

    private static Option<string> KeyOption() => new("--key") { Description = "The custodian's key file.", Required = true };

    private static async Task<int> MakeAsync(string name, string path, CancellationToken cancellation)
    {
        if (File.Exists(path))
        {
            throw new CommandLineException($"'{path}' is there already; nothing is overwritten.");
        }

        using var key = CustodianKey.Create(name);
        await WritePrivateAsync(path, key.ToFile(Secrets.Ask("Passphrase (12 characters or more)", PassphraseVariable, twice: true)), cancellation);
        Console.WriteLine(key.Public);
        Console.Error.WriteLine($"fingerprint {key.Public.Fingerprint}; private keys in {path}, which nobody else may have. Without it and its passphrase you cannot approve.");
        return ExitCode.Done;
    }

    private static async Task<int> ApproveAsync(string keyFile, string requestFile, string output, bool yes, CancellationToken cancellation)
    {
        var request = UnblindingRequest.Parse(await File.ReadAllTextAsync(requestFile, cancellation));
        Console.WriteLine($"Study        {request.Study}");
        Console.WriteLine($"Data set     journal position {request.Position}, hash {request.Hash}");
        Console.WriteLine($"Commitment   {request.Commitment}");
        Console.WriteLine($"Custodians   {string.Join(", ", request.Custodians.Select(custodian => $"{custodian.Name}{(request.Approved.Contains(custodian.Fingerprint) ? " (approved)" : string.Empty)}"))}; {request.Threshold} must approve");
        if (!yes && !Secrets.Confirm("You approve that this study is unblinded on this data set"))
        {
            throw new CommandLineException("not approved; nothing was written.");
        }

        var text = await File.ReadAllTextAsync(keyFile, cancellation);
        using var key = CustodianKey.Open(text, Secrets.Ask("Passphrase", PassphraseVariable, twice: false));
        await File.WriteAllTextAsync(output, key.Approve(request).ToFile(), cancellation);
        Console.WriteLine($"{output}: approval of {key.Public.Name}. Send it to the statistician; it is of no use to anybody alone.");
        return ExitCode.Done;
    }

    private static async Task WritePrivateAsync(string path, string text, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new StreamWriter(path, options);
        await file.WriteAsync(text.AsMemory(), cancellation);
    }
}
