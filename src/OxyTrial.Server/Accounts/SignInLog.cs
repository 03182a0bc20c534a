using OxyTrial.Server.Hosting;

namespace OxyTrial.Server.Accounts;

/// <summary>Tells the server's log who signs in, where the operator asked for it.</summary>
internal sealed class SignInLog(ServerOptions options, ILogger<SignInLog> log)
{
    public void Attempt(string account, bool accepted)
    {
        if (options.PrintSignIns)
        {
            // What was typed is not trusted: a line break in it would forge a line of the log.
            var name = new string([.. account.Take(80).Where(c => !char.IsControl(c))]);
            log.LogInformation("Sign-in of {Account} {Outcome}", name, accepted ? "accepted" : "refused");
        }
    }
}
