using System.Globalization;

namespace OxyTrial.TwinTrials;

/// <summary>What a long run must have seen: a check that never looked has shown nothing.</summary>
internal static class Coverage
{
    /// <summary>Every endpoint did what it is for at least once, and every declared disclosure told the twins apart.</summary>
    public static IEnumerable<string> Failures(IEnumerable<EndpointTally> endpoints, IEnumerable<DisclosureTally> disclosures) =>
    [
        .. endpoints.Where(one => one.Successes == 0 && !IsAlwaysAnError(one)).Select(one =>
            string.Create(CultureInfo.InvariantCulture, $"{one.Method} {one.Route} never succeeded in {one.Answers} answers: nothing of it was compared")),
        .. disclosures.Where(one => one.Differed == 0).Select(one =>
            string.Create(CultureInfo.InvariantCulture, $"the disclosure '{one.Name}' never told the twins apart in {one.Answers} answers: were they exchanged?")),
    ];

    // The page that shows a status answers with it.
    private static bool IsAlwaysAnError(EndpointTally endpoint) => endpoint.Route.StartsWith("/error/", StringComparison.Ordinal) && endpoint.Answers > 0;
}
