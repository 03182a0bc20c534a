using System.Globalization;
using OxyTrial.Instruments;
using OxyTrial.Trial.Specification;

namespace OxyTrial.TwinTrials;

/// <summary>What a long run must have seen: a check that never looked has shown nothing.</summary>
internal static class Coverage
{
    private const string Participant = "/api/v1/studies/{study}/participants/{participant}";
    private const string PaperForm = "/studies/{study}/instruments/{instrument}/form";
    private const string Entry = "/studies/{study}/participants/{participant}/questionnaires/{instrument}";

    // A few answers may all be refusals by chance.
    private const int Enough = 30;

    /// <summary>
    /// Every endpoint was asked, and did what it is for at least once where it was asked often; and every declared disclosure that was made
    /// often told the twins apart.
    /// </summary>
    /// <param name="endpoints">Endpoints.</param>
    /// <param name="disclosures">Disclosures.</param>
    /// <param name="useless">Endpoints that can never succeed in this study, see <see cref="UselessIn"/>.</param>
    public static IEnumerable<string> Failures(IEnumerable<EndpointTally> endpoints, IEnumerable<DisclosureTally> disclosures, IReadOnlyCollection<string> useless) =>
    [
        .. endpoints.Where(one => one.Successes == 0 && (one.Answers == 0 || one.Answers >= Enough) && !useless.Contains(one.Route) && !IsAlwaysAnError(one)).Select(one =>
            string.Create(CultureInfo.InvariantCulture, $"{one.Method} {one.Route} never succeeded in {one.Answers} answers: nothing of it was compared")),
        .. disclosures.Where(one => one.Differed == 0 && (one.Answers == 0 || one.Answers >= Enough)).Select(one =>
            string.Create(CultureInfo.InvariantCulture, $"the disclosure '{one.Name}' never told the twins apart in {one.Answers} answers: were they exchanged?")),
    ];

    /// <summary>Endpoints about what the study does not use; they were asked and refused in both twins alike.</summary>
    public static IReadOnlyCollection<string> UselessIn(StudySpec spec)
    {
        Instrument[] used = [.. spec.Instruments()];
        return
        [
            .. used.OfType<Questionnaire>().Any() ? (string[])[] : [$"{Participant}/questionnaire"],
            .. used.OfType<PrototypeMeasure>().Any() ? (string[])[] : [$"{Participant}/prototypes"],
            .. used.OfType<CodedInterview>().Any() ? (string[])[] : [$"{Participant}/interview-category"],
            .. spec.Beacon is not null ? (string[])[] : ["/api/v1/studies/{study}/beacon"],
            .. used.Length > 0 ? (string[])[] : [Entry, PaperForm, $"{PaperForm}.pdf"],
        ];
    }

    // The page that shows a status answers with it.
    private static bool IsAlwaysAnError(EndpointTally endpoint) => endpoint.Route.StartsWith("/error/", StringComparison.Ordinal) && endpoint.Answers > 0;
}
