using System.Text.Json.Nodes;
using OxyTrial.Verifier.Tests.Forging;

namespace OxyTrial.Verifier.Tests.Tamperings;

/// <summary>The stratum, and what it follows from.</summary>
internal static class StratumTamperings
{
    public static IReadOnlyList<Tampering> List { get; } =
    [
        new("A questionnaire's score changed across the cut-off", Check.Strata, forgery =>
        {
            var confirmed = forgery.Last("EligibilityConfirmed");
            var score = forgery.Last("QuestionnaireScored", e => e.Stream == confirmed.Stream).Body["scores"]!.AsArray().Single(scale => scale!["scale"]!.GetValue<string>() == "anxiety")!;
            score["sum"] = score["answered"]!.GetValue<int>() * (LevelOf(confirmed, "anxiety") == "low" ? 7 : 1);
        }),
        new("The interview's category changed", Check.Strata, forgery =>
        {
            var confirmed = forgery.Last("EligibilityConfirmed");
            forgery.Last("InterviewCoded", e => e.Stream == confirmed.Stream)["category"] = LevelOf(confirmed, "state-of-mind") == "unresolved" ? "secure" : "unresolved";
        }),
        new("The category of rated prototypes changed", Check.Strata, forgery =>
        {
            var confirmed = forgery.Last("EligibilityConfirmed");
            forgery.Last("PrototypesRated", e => e.Stream == confirmed.Stream)["category"] = LevelOf(confirmed, "self-classification") == "secure" ? "fearful" : "secure";
        }),
        new("A category that the instrument has not", Check.Strata, forgery => forgery.Last("InterviewCoded")["category"] = "charming"),
        new("A score of an instrument that the study does not use", Check.Strata, forgery => forgery.Last("QuestionnaireScored")["instrument"] = "ecr-s"),
        new("An interview's category given as a score's", Check.Strata, forgery => forgery.Last("InterviewCoded")["instrument"] = "ecr-r"),
        new("A questionnaire taken out", Check.Strata, forgery => forgery.Remove(forgery.All("QuestionnaireScored").Where(e => e.Stream == forgery.Last("EligibilityConfirmed").Stream).ToArray())),
        new("A recorded level changed at screening", Check.Strata, forgery =>
        {
            var recorded = forgery.First("ParticipantScreened", e => e.Stream == forgery.Last("EligibilityConfirmed").Stream).Body["recorded"]!;
            recorded["gender"] = recorded["gender"]!.GetValue<string>() == "F" ? "M" : "F";
        }),
        new("A level recorded that the factor has not", Check.Strata, forgery => forgery.Last("ParticipantScreened").Body["recorded"]!["gender"] = "X"),
        new("A level left unrecorded at screening", Check.Strata, forgery => forgery.Last("ParticipantScreened").Body["recorded"] = new JsonObject()),
        new("A cohort that the study has not", Check.Strata, forgery => forgery.Last("ParticipantScreened")["cohort"] = "others"),
        new("Confirmed in another cohort than screened", Check.Strata, forgery => Toggle(forgery.Last("EligibilityConfirmed").Body["stratum"]!, "cohort", "BPD", "healthy")),
        new("A level changed from confirmation on", Check.Strata, forgery =>
        {
            var stream = forgery.Last("EligibilityConfirmed").Stream;
            foreach (var one in forgery.Events.Where(e => e.Body["stratum"] is not null && (e.Stream == stream || e.Body["participant"]?.GetValue<string>() == stream.Split('/')[1])))
            {
                Toggle(Level(one, "anxiety"), "level", "low", "high");
            }
        }),
        new("The site's level changed", Check.Strata, forgery => Toggle(Level(forgery.Last("EligibilityConfirmed"), "site"), "level", "HD", "NY")),
        new("Levels of the stratum in another order", Check.Strata, forgery =>
        {
            var levels = forgery.Last("EligibilityConfirmed").Body["stratum"]!["levels"]!.AsArray();
            var first = levels[0]!;
            levels.RemoveAt(0);
            levels.Add(first);
        }),
        new("A check of eligibility left out", Check.Strata, forgery => forgery.Last("EligibilityConfirmed").Body["checks"]!.AsArray().RemoveAt(0)),
        new("A misstratification of a level that was not used", Check.Strata, forgery =>
        {
            var recorded = forgery.Last("MisstratificationRecorded");
            (recorded["randomizedLevel"], recorded["correctLevel"]) = (recorded["correctLevel"], recorded["randomizedLevel"]);
        }),
        new("A drawn level recorded as misstratified", Check.Strata, forgery => forgery.Last("MisstratificationRecorded")["factor"] = "setting") { Trial = PlayedTrials.CrossOver },
    ];

    public static JsonNode Level(ForgedEvent one, string factor) => one.Body["stratum"]!["levels"]!.AsArray().Single(level => level!["factor"]!.GetValue<string>() == factor)!;

    public static void Toggle(JsonNode holder, string member, string one, string other) => holder[member] = holder[member]!.GetValue<string>() == one ? other : one;

    private static string LevelOf(ForgedEvent one, string factor) => Level(one, factor)["level"]!.GetValue<string>();
}
