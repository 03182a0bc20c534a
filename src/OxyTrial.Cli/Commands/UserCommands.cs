using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Hosting;
using OxyTrial.Web.Access;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial user add|grant|password|disable|enable|list|log</c>.</summary>
internal static class UserCommands
{
    public static Command Create() => new("user", "Accounts and their roles per study and site. Every change is logged.")
    {
        Add(), Grants(), SetPassword(), Enable("disable", disabled: true), Enable("enable", disabled: false), List(), Log(),
    };

    private static Option<string[]> RoleOption() => new("--role")
    {
        Description = $"A role as ROLE/STUDY/SITE, '*' for all, e.g. pharmacist/oxy-bpd-multisite/HD or monitor/oxy-bpd-multisite/*. Repeat for several. Roles: {string.Join(", ", Grant.RoleNames)}.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private static Argument<string> NameArgument() => new("name") { Description = "Account name." };

    private static Command Add()
    {
        var (installation, roles, name) = (new InstallationOptions(), RoleOption(), NameArgument());
        var printed = new Option<string?>("--printed-name") { Description = "Name as it stands beside signatures; the account name when left out." };
        var command = new Command("add", "Make an account; the password is read from the first line of standard input.") { name, roles, printed };
        installation.AddTo(command);
        command.SetAction((parsed, cancellation) => ChangeAsync(installation.Of(parsed), async accounts =>
            await accounts.CreateAsync(parsed.GetValue(name)!, parsed.GetValue(printed) ?? parsed.GetValue(name)!, ReadPassword(), GrantsOf(parsed.GetValue(roles)!), Actor, cancellation)));
        return command;
    }

    private static Command Grants()
    {
        var (installation, roles, name) = (new InstallationOptions(), RoleOption(), NameArgument());
        var command = new Command("grant", "Set an account's roles to exactly these.") { name, roles };
        installation.AddTo(command);
        command.SetAction((parsed, cancellation) => ChangeAsync(installation.Of(parsed), accounts => accounts.SetGrantsAsync(parsed.GetValue(name)!, GrantsOf(parsed.GetValue(roles)!), Actor, cancellation)));
        return command;
    }

    private static Command SetPassword()
    {
        var (installation, name) = (new InstallationOptions(), NameArgument());
        var command = new Command("password", "Set an account's password, read from the first line of standard input.") { name };
        installation.AddTo(command);
        command.SetAction((parsed, cancellation) => ChangeAsync(installation.Of(parsed), accounts => accounts.SetPasswordAsync(parsed.GetValue(name)!, ReadPassword(), Actor, cancellation)));
        return command;
    }

    private static Command Enable(string verb, bool disabled)
    {
        var (installation, name) = (new InstallationOptions(), NameArgument());
        var command = new Command(verb, disabled ? "Disable an account; it is never deleted." : "Enable a disabled account.") { name };
        installation.AddTo(command);
        command.SetAction((parsed, cancellation) => ChangeAsync(installation.Of(parsed), accounts => accounts.SetDisabledAsync(parsed.GetValue(name)!, disabled, Actor, cancellation)));
        return command;
    }

    private static Command List()
    {
        var installation = new InstallationOptions();
        var command = new Command("list", "List accounts and their roles.");
        installation.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = Services(installation.Of(parsed));
            foreach (var account in await services.GetRequiredService<AccountDirectory>().ListAsync(cancellation))
            {
                Console.WriteLine($"{account.Name,-24} {(account.Disabled ? "disabled" : "enabled"),-9} {string.Join(' ', account.Grants)}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Log()
    {
        var installation = new InstallationOptions();
        var command = new Command("log", "Show the log of account and role changes (ICH E6(R3) 4.3).");
        installation.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = Services(installation.Of(parsed));
            foreach (var change in await services.GetRequiredService<AccountDirectory>().ChangesAsync(cancellation))
            {
                Console.WriteLine($"{change.Utc} {change.Actor,-16} {change.AccountName,-24} {change.Change} {change.Detail}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static string Actor => $"console:{Environment.UserName}";

    private static ServiceProvider Services(ServerOptions options) => new ServiceCollection().AddLogging().AddTrial(options).BuildServiceProvider();

    private static async Task<int> ChangeAsync(ServerOptions options, Func<AccountDirectory, Task<AccountResult>> change)
    {
        await using var services = Services(options);
        var result = await change(services.GetRequiredService<AccountDirectory>());
        return result.Succeeded ? ExitCode.Done : throw new CommandLineException(string.Join(' ', result.Errors));
    }

    private static string ReadPassword() => Console.In.ReadLine() is { Length: > 0 } password ? password : throw new CommandLineException("no password on standard input.");

    private static Grant[] GrantsOf(string[] roles) =>
        [.. roles.Select(text => Grant.TryParse(text, out var grant) ? grant : throw new CommandLineException($"'{text}' is not ROLE/STUDY/SITE; roles: {string.Join(", ", Grant.RoleNames)}."))];
}
