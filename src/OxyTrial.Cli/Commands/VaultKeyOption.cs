using System.CommandLine;

namespace OxyTrial.Cli.Commands;

/// <summary>The option that says where the vault's key-encryption key is.</summary>
internal static class VaultKeyOption
{
    private const string Variable = "OXYTRIAL_VAULT_KEY";

    public static Option<string?> Create(string name = "--vault-key") => new(name)
    {
        Description = $"Where the vault's key-encryption key is: a file, env:NAME, or program:PATH for a key-management service; best not in the data folder. Default: {Variable}, or keys/vault.key in the folder.",
        HelpName = "source",
    };

    /// <summary>The source named, or that of the environment; null for the folder's own file.</summary>
    public static string? Of(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } source ? source : null);
}
