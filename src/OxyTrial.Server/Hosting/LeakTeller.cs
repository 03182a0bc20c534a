#if LEAK_MUTANTS
using OxyTrial.Vault;

namespace OxyTrial.Server.Hosting;

/// <summary>Lets planted leaks of the blinded rooms ask the vault of the server that answers. No ordinary build has it.</summary>
internal static class LeakTeller
{
    public static void UseLeaks(this WebApplication app)
    {
        string Tell(string study, string about) => app.Services.GetRequiredService<TrialVault>().Leak(study, about);
        LeakMutant.TellsFrom(Tell);
        app.Use((http, next) =>
        {
            LeakMutant.TellsFrom(Tell);
            return next(http);
        });
    }
}
#endif
