using System.CommandLine;
using OxyTrial.Server.Hosting;
using OxyTrial.Stores;

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
        AddDatabaseTo(command);
    }

    /// <summary>For a command whose data folder is an argument.</summary>
    public void AddDatabaseTo(Command command) => command.Options.Add(database);

    public ServerOptions Of(ParseResult parsed) => new()
    {
        DataDirectory = parsed.GetValue(data)!,
        Database = DatabaseOf(parsed),
    };

    /// <summary>What connects to the database; null where the installation has none. May hold a password: not to be shown.</summary>
    public string? DatabaseOf(ParseResult parsed) =>
        (parsed.GetValue(database) ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } address ? ConnectionString(address) : null;

    private static string ConnectionString(string address) => JournalAddress.Parse(address) is JournalAddress.PostgreSql named
        ? named.ConnectionString
        : throw new CommandLineException("--database names no PostgreSQL database: postgresql://HOST/NAME, or Host=...");
}
