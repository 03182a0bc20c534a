using System.CommandLine;
using OxyTrial.Server.Hosting;

namespace OxyTrial.Cli.Commands;

/// <summary>The options that say which installation a command is about: its folder, and its database where it has one.</summary>
internal sealed class InstallationOptions
{
    private const string Variable = "OXYTRIAL_DATABASE";

    private readonly Option<string> data = new("--data") { Description = "The server's data folder.", DefaultValueFactory = _ => "data" };

    private readonly Option<string?> database = new("--database")
    {
        Description = $"PostgreSQL database of journal and accounts, as postgresql://HOST/NAME or Host=...; several nodes share one. Default: {Variable}, or files in the folder. Passwords are best left to a password file (PGPASSFILE).",
        HelpName = "address",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(data);
        command.Options.Add(database);
    }

    public ServerOptions Of(ParseResult parsed) => new()
    {
        DataDirectory = parsed.GetValue(data)!,
        Database = parsed.GetValue(database) ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address ? address : null),
    };
}
