using System.Collections.Immutable;
using OxyTrial.Web.Access;
using static OxyTrial.Server.Tests.Matrix.Reach;
using static OxyTrial.Web.Access.StudyRole;

namespace OxyTrial.Server.Tests.Matrix;

/// <summary>
/// The role matrix: every endpoint of the running server and who may use it, declared once more beside the code that decides it. The
/// product's own table and the pages' checks have to come to the same.
/// </summary>
public static class RoleMatrix
{
    private const string Api = "/api/v1/studies";
    private const string ApiStudy = Api + "/{study}";
    private const string ApiSite = ApiStudy + "/sites/{site}";
    private const string ApiParticipant = ApiStudy + "/participants/{participant}";
    private const string ApiVisit = ApiParticipant + "/visits/{visit}";
    private const string Page = "/studies/{study}";
    private const string PageSite = Page + "/sites/{site}";
    private const string PageParticipant = Page + "/participants/{participant}";
    private const string Desk = "/unblinded/{study}";

    // Otherwise the name is that of a lock.
    private const StudyRole Monitor = StudyRole.Monitor;

    private static readonly ImmutableArray<StudyRole> Everyone = [.. Enum.GetValues<StudyRole>()];
    private static readonly ImmutableArray<StudyRole> Staff = [Coordinator, Investigator, Pharmacist, Monitor, Statistician, Auditor];
    private static readonly ImmutableArray<StudyRole> Clinic = [Coordinator, Investigator];
    private static readonly ImmutableArray<StudyRole> Dispensing = [Coordinator, Investigator, Pharmacist];
    private static readonly ImmutableArray<StudyRole> Leaders = [Monitor, Statistician];
    private static readonly ImmutableArray<StudyRole> Participants = [Coordinator, Investigator, Monitor];
    private static readonly ImmutableArray<StudyRole> Stock = [Coordinator, Investigator, Pharmacist, Monitor];
    private static readonly ImmutableArray<StudyRole> SiteReaders = [Coordinator, Investigator, Pharmacist, Monitor, Statistician];
    private static readonly ImmutableArray<StudyRole> Breaking = [Investigator, ThirdParty];
    private static readonly ImmutableArray<StudyRole> Opening = [Coordinator, Investigator, ThirdParty];

    /// <summary>The matrix: what is for everybody, the API, the pages, the unblinded side.</summary>
    public static ImmutableArray<MatrixRow> Rows { get; } =
    [
        new("GET", "/health/live", Everybody, []),
        new("GET", "/health/ready", Everybody, []),
        new("GET", "/sign-in", Everybody, []),
        new("POST", "/sign-in", Everybody, []) { Answers = [400] },
        new("POST", "/api/v1/session", Everybody, []),
        new("GET", "/openapi/v1.json", Everybody, []),
        new("GET", "/assets/oxytrial-{fingerprint}.css", Everybody, []),
        new("GET", "/assets/scoring-{fingerprint}.js", Everybody, []),
        new("*", "/error/{code:int}", Everybody, []) { Answers = [503] },
        new("POST", "/sign-out", SignedIn, []) { Answers = [400] },
        new("GET", "/", SignedIn, []),

        new("GET", $"{Api}/", SignedIn, []),
        new("GET", ApiStudy, SomeSite, Staff),
        new("POST", $"{ApiStudy}/beacon", WholeStudy, [Statistician]),
        new("POST", $"{ApiStudy}/activation", WholeStudy, [Statistician]),
        new("POST", $"{ApiStudy}/lots", WholeStudy, [Statistician]),
        new("POST", $"{ApiStudy}/recruitment-closure", WholeStudy, [Statistician]),
        new("POST", $"{ApiStudy}/lock-signatures", WholeStudy, Leaders),
        new("GET", $"{ApiStudy}/quarantine", SomeSite, Staff),
        new("GET", $"{ApiSite}/receipts.csv", ThatSite, Stock),
        new("POST", $"{ApiSite}/receipts", ThatSite, Dispensing),
        new("POST", $"{ApiStudy}/lot-recoveries", WholeStudy, [Statistician]),
        new("POST", $"{ApiStudy}/reconciliation-signatures", WholeStudy, Leaders),
        new("GET", $"{ApiStudy}/sites/", SomeSite, Staff),
        new("POST", $"{ApiSite}/opening", ThatSite, Leaders),
        new("POST", $"{ApiSite}/suspension", ThatSite, Leaders),
        new("POST", $"{ApiSite}/resumption", ThatSite, Leaders),
        new("POST", $"{ApiSite}/closure", ThatSite, Leaders),
        new("POST", $"{ApiSite}/lots/{{lot}}/receipt", ThatSite, [Pharmacist]),
        new("GET", $"{ApiSite}/kits", ThatSite, Stock),
        new("POST", $"{ApiSite}/kits/{{kit}}/return", ThatSite, [Pharmacist]),
        new("POST", $"{ApiSite}/kits/{{kit}}/damage", ThatSite, [Pharmacist]),
        new("GET", $"{ApiStudy}/participants/", SomeSite, Participants),
        new("POST", $"{ApiStudy}/participants/", ThatSite, Clinic)
        {
            Json = $$"""{ "participant": "{{MatrixWorld.Participant}}", "site": "{{MatrixWorld.Site}}", "cohort": "BPD", "recorded": { "gender": "F" } }""", Answers = [409],
        },
        new("GET", $"{ApiParticipant}/", ThatSite, Participants),
        new("POST", $"{ApiParticipant}/consent", ThatSite, Clinic),
        new("POST", $"{ApiParticipant}/questionnaire", ThatSite, Clinic),
        new("POST", $"{ApiParticipant}/prototypes", ThatSite, Clinic),
        new("POST", $"{ApiParticipant}/interview-category", ThatSite, Clinic),
        new("POST", $"{ApiParticipant}/eligibility", ThatSite, Clinic),
        new("POST", $"{ApiParticipant}/exclusion", ThatSite, Clinic),
        new("POST", $"{ApiParticipant}/randomization", ThatSite, Clinic),
        new("POST", $"{ApiVisit}/kit", ThatSite, Dispensing),
        new("POST", $"{ApiVisit}/dispensing", ThatSite, Dispensing),
        new("GET", $"{ApiVisit}/dosing-sheet", ThatSite, Stock),
        new("GET", $"{ApiVisit}/dosing-sheet.pdf", ThatSite, Stock),
        new("POST", $"{ApiParticipant}/withdrawal", ThatSite, Clinic),
        new("POST", $"{ApiParticipant}/completion", ThatSite, Clinic),
        new("POST", $"{ApiParticipant}/errors/randomized-in-error", ThatSite, Clinic),
        new("POST", $"{ApiParticipant}/errors/misstratification", ThatSite, Clinic),
        new("GET", $"{ApiParticipant}/emergency", ThatSite, Breaking),
        new("POST", $"{ApiParticipant}/emergency-unblinding", ThatSite, Breaking),
        new("GET", $"{ApiStudy}/emergency", SomeSite, Participants),
        new("POST", $"{ApiSite}/emergency-pack", ThatSite, Clinic),
        new("GET", $"{ApiSite}/emergency-pack", ThatSite, Clinic),
        new("GET", $"{ApiSite}/emergency-pack.pdf", ThatSite, Clinic),
        new("POST", $"{ApiParticipant}/offline-openings", ThatSite, Opening),
        new("POST", $"{ApiParticipant}/offline-openings/reconciliation", ThatSite, [Monitor]),
        new("GET", $"{ApiStudy}/due", SomeSite, Participants),
        new("GET", $"{ApiStudy}/enrollment", WholeStudy, Leaders),
        new("GET", $"{ApiStudy}/consort", WholeStudy, Leaders),
        new("GET", $"{ApiStudy}/consort.pdf", WholeStudy, Leaders),
        new("GET", $"{ApiStudy}/audit-trail", WholeStudy, [Auditor]),
        new("GET", $"{ApiStudy}/journal-check", WholeStudy, [Auditor]),

        new("GET", Page, SomeSite, Everyone) { Answers = [200, 302] },
        new("GET", $"{Page}/participants", SomeSite, Participants),
        new("GET", $"{Page}/participants/new", SomeSite, Clinic),
        new("POST", $"{Page}/participants/new", ThatSite, Clinic) { Form = $"site={MatrixWorld.Site}" },
        new("GET", PageParticipant, ThatSite, Participants),
        .. FormsOf(PageParticipant, ThatSite, Clinic, "consent", "eligibility", "exclude", "assign", "dispense", "withdraw", "complete"),
        new("GET", $"{PageParticipant}/questionnaires/{{instrument}}", ThatSite, Clinic),
        new("POST", $"{PageParticipant}/questionnaires/{{instrument}}", ThatSite, Clinic) { Form = string.Empty },
        new("GET", $"{Page}/instruments/{{instrument}}/form", SomeSite, Clinic),
        new("GET", $"{Page}/instruments/{{instrument}}/form.pdf", SomeSite, Clinic),
        new("GET", $"{PageParticipant}/randomization", ThatSite, Clinic) { Answers = [302] },
        new("POST", $"{PageParticipant}/randomization", ThatSite, Clinic) { Form = string.Empty },
        new("GET", $"{PageParticipant}/errors", ThatSite, Clinic),
        .. FormsOf($"{PageParticipant}/errors", ThatSite, Clinic, "in-error", "misstratified-gender"),
        new("GET", $"{PageParticipant}/emergency-unblinding", ThatSite, Breaking),
        new("POST", $"{PageParticipant}/emergency-unblinding", ThatSite, Breaking) { Form = string.Empty },
        new("GET", $"{PageParticipant}/offline-opening", ThatSite, Opening),
        new("POST", $"{PageParticipant}/offline-opening", ThatSite, Opening) { Form = string.Empty },
        new("GET", $"{Page}/emergency", SomeSite, [Coordinator, Investigator, Monitor, Statistician, ThirdParty]),
        new("POST", $"{Page}/emergency", ThatSite, [Monitor]) { Form = $"form=reconcile&participant={MatrixWorld.Participant}" },
        new("GET", $"{PageSite}/emergency-pack", ThatSite, Clinic),
        new("POST", $"{PageSite}/emergency-pack", ThatSite, Clinic) { Form = string.Empty },
        new("GET", $"{Page}/sites", SomeSite, SiteReaders),
        new("GET", PageSite, ThatSite, SiteReaders),
        .. FormsOf(PageSite, ThatSite, Leaders, "open-site", "suspend-site", "resume-site", "close-site"),
        .. FormsOf(PageSite, ThatSite, [Pharmacist], "receive"),
        .. FormsOf(PageSite, ThatSite, Dispensing, $"assign&participant={MatrixWorld.Participant}", $"dispense&participant={MatrixWorld.Participant}"),
        new("GET", $"{PageSite}/kits/{{kit}}", ThatSite, [Pharmacist]),
        .. FormsOf($"{PageSite}/kits/{{kit}}", ThatSite, [Pharmacist], "return", "damage"),
        new("GET", $"{Page}/enrollment", WholeStudy, Leaders),
        new("GET", $"{Page}/conduct", WholeStudy, Leaders),
        .. FormsOf($"{Page}/conduct", WholeStudy, [Statistician], "beacon", "activate", "release", "close-recruitment"),
        .. FormsOf($"{Page}/conduct", WholeStudy, Leaders, "lock"),
        new("GET", $"{Page}/restore", SomeSite, Staff),
        .. FormsOf($"{Page}/restore", ThatSite, Dispensing, $"receipt&site={MatrixWorld.Site}"),
        .. FormsOf($"{Page}/restore", WholeStudy, [Statistician], "recover-lot"),
        .. FormsOf($"{Page}/restore", WholeStudy, Leaders, "reconcile-study"),
        new("GET", $"{Page}/audit", WholeStudy, [Auditor]),
        new("GET", $"{Page}/audit/check", WholeStudy, [Auditor]),

        new("GET", "/unblinded/register", EveryStudy, [Statistician]),
        new("POST", "/unblinded/register", EveryStudy, [Statistician]) { Form = string.Empty },
        new("GET", Desk, WholeStudy, [Statistician]),
        .. FormsOf(Desk, WholeStudy, [Statistician], "seal", "unblind", "approve"),
        new("GET", $"{Desk}/unblinding-request.json", WholeStudy, [Statistician]) { Stage = Stage.Locked },
        new("POST", $"{Desk}/packaging.csv", WholeStudy, [Statistician]) { Form = string.Empty },
        new("POST", $"{Desk}/predictability", WholeStudy, [Statistician]) { Form = string.Empty },
        new("POST", $"{Desk}/telephone-list", WholeStudy, [Statistician]) { Form = string.Empty },
        new("GET", $"{Desk}/allocations", WholeStudy, [Statistician]) { Stage = Stage.Unblinded },
        new("GET", $"{Desk}/consort", WholeStudy, [Statistician]) { Stage = Stage.Unblinded },
        new("GET", $"{Desk}/consort.pdf", WholeStudy, [Statistician]) { Stage = Stage.Unblinded },
    ];

    private static IEnumerable<MatrixRow> FormsOf(string route, Reach reach, ImmutableArray<StudyRole> roles, params string[] forms) =>
        forms.Select(form => new MatrixRow("POST", route, reach, roles) { Form = $"form={form}" });
}
