using OxyTrial.Server.Hosting;

namespace OxyTrial.Server.Accounts;

/// <summary>Tells the server's log who signs in, and whose password was asked for again, where the operator asked for it.</summary>
internal sealed class SignInLog(ServerOptions options, ILogger<SignInLog> log)
{
    public void Attempt(string account, bool accepted)
    {
        if (options.PrintSignIns)
        {
            log.LogInformation("Sign-in of {Account} {Outcome}", OneLine(account), Outcome(accepted));
        }
    }

    public void Again(string account, string purpose, bool accepted)
    {
        if (options.PrintSignIns)
        {
            log.LogInformation("Password of {Account} for {Purpose} {Outcome}", OneLine(account), OneLine(purpose), Outcome(accepted));
        }
    }

    private static string Outcome(bool accepted) => accepted ? "accepted" : "refused";

    // What was typed is not trusted: a line break in it would forge a line of the log.
    private static string OneLine(string typed) => new([.. typed.Take(80).Where(c => !char.IsControl(c))]);
}
