#if LEAK_MUTANTS
using System.Globalization;

namespace OxyTrial;

/// <summary>
/// Which planted leak this process has, and what it may tell although nobody asked the vault. Compiled into the product for the lane
/// <c>leaks</c> only; an ordinary build has neither this type nor a use of it.
/// </summary>
internal static class LeakMutant
{
    private const string Teller = "OxyTrial.LeakMutant";
    private static readonly string? Selected = Environment.GetEnvironmentVariable("OXYTRIAL_LEAK");

    /// <summary>Whether the environment selects this leak of docs/leaks.md.</summary>
    public static bool Is(int leak) => Selected == leak.ToString(CultureInfo.InvariantCulture);

    /// <summary>The arm of a participant or kit, the study's "secret" or its "procedure"; empty where there is none.</summary>
    public static string Tell(object study, object about) => (Here.Value ?? Last)?.Invoke(study.ToString()!, about.ToString()!) ?? string.Empty;

    /// <summary>Sets who tells: for what follows in this flow, and wherever nothing else is set.</summary>
    public static void TellsFrom(Func<string, string, string> teller)
    {
        AppDomain.CurrentDomain.SetData(Teller + ".Last", teller);
        Here.Value = teller;
    }

    private static Func<string, string, string>? Last => (Func<string, string, string>?)AppDomain.CurrentDomain.GetData(Teller + ".Last");

    // Of the process, not of the assembly: each has this file. Two servers of one process differ by the flow that they answer in.
    private static AsyncLocal<Func<string, string, string>?> Here
    {
        get
        {
            lock (typeof(AppDomain))
            {
                if (AppDomain.CurrentDomain.GetData(Teller) is not AsyncLocal<Func<string, string, string>?> here)
                {
                    AppDomain.CurrentDomain.SetData(Teller, here = new());
                }

                return here;
            }
        }
    }
}
#endif
