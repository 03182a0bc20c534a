using System.Collections.Immutable;

namespace OxyTrial.TwinTrials;

/// <summary>An answer that may tell the twins apart, because telling an arm is what it is for.</summary>
/// <param name="Name">Name in the certificate.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Route">Pattern of the endpoint.</param>
/// <param name="Why">To whom, and after what.</param>
public sealed record Disclosure(string Name, string Method, string Route, string Why);

/// <summary>The one table of declared disclosures. Their successful answers may differ in headers and body, not in status; nothing else may differ at all.</summary>
public static class Disclosures
{
    /// <summary>The table.</summary>
    public static ImmutableArray<Disclosure> Table { get; } =
    [
        new("emergency unblinding (API)", "POST", "/api/v1/studies/{study}/participants/{participant}/emergency-unblinding", "one participant's treatment or code, to the investigator or third party who asked, after the break stands in the journal"),
        new("emergency unblinding (page)", "POST", "/studies/{study}/participants/{participant}/emergency-unblinding", "one participant's treatment or code, to the investigator or third party who asked, after the break stands in the journal"),
        new("telephone list of emergency codes", "POST", "/unblinded/{study}/telephone-list", "every true code, to the unblinded statistician, after its issue stands in the journal"),
        new("predictability", "POST", "/unblinded/{study}/predictability", "what sites could have guessed, to the unblinded statistician, after the showing stands in the journal"),
        new("packaging list", "POST", "/unblinded/{study}/packaging.csv", "content of each kit, to the unblinded statistician, after its issue stands in the journal"),
        new("allocations", "GET", "/unblinded/{study}/allocations", "every arm, to the unblinded statistician, after the planned unblinding"),
        new("participant flow by arm", "GET", "/unblinded/{study}/consort", "counts by arm, to the unblinded statistician, after the planned unblinding"),
        new("participant flow by arm (PDF)", "GET", "/unblinded/{study}/consort.pdf", "counts by arm, to the unblinded statistician, after the planned unblinding"),
    ];

    /// <summary>The disclosure that an answer is; null when it is none.</summary>
    internal static Disclosure? Of(string method, string? route, int status) =>
        status == 200 ? Table.FirstOrDefault(one => one.Method == method && one.Route == route?.TrimEnd('/')) : null;
}
