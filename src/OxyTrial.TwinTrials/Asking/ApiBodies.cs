using System.Text.Json;
using OxyTrial.Instruments;
using OxyTrial.Trial;
using OxyTrial.Trial.Specification;
using OxyTrial.TwinTrials.Histories;
using OxyTrial.TwinTrials.Servers;

namespace OxyTrial.TwinTrials.Asking;

/// <summary>What is sent to the API's commands, by the endpoint's name. Mostly right; a tenth of the choices is not.</summary>
internal static class ApiBodies
{
    private static readonly Dictionary<string, Func<World, Move, object?>> ByName = new(StringComparer.Ordinal)
    {
        ["SignIn"] = static (world, _) => new { user = world.Draws.One(world.Accounts).Name, password = world.Password() },
        ["ActivateStudy"] = static (_, _) => null,
        ["ReleaseLot"] = static (world, move) => new { lot = world.NewLot(), site = Site(world, move), expiry = world.Expiry(), sets = world.Draws.Below(5) },
        ["CloseRecruitment"] = static (world, _) => new { reason = world.Words() },
        ["RecordBeacon"] = static (world, _) => new { value = world.Draws.Chance(90) ? World.BeaconValue : "no value" },
        ["SignDatabaseLock"] = static (world, _) => new { meaning = "reviewed", password = world.Password() },
        ["OpenSite"] = static (_, _) => null,
        ["SuspendSite"] = static (world, _) => new { reason = world.Words() },
        ["ResumeSite"] = static (_, _) => null,
        ["CloseSite"] = static (world, _) => new { reason = world.Words() },
        ["ReceiveLot"] = static (_, _) => null,
        ["ReturnKit"] = static (world, _) => world.Draws.Chance(50) ? new { returnedMilliliters = 1.5m } : new object(),
        ["ReportKitDamaged"] = static (world, _) => new { reason = world.Words() },
        ["ScreenParticipant"] = static (world, move) => new { participant = world.NewParticipant(), site = Site(world, move), cohort = world.Draws.One(world.Spec.Cohorts).Key, recorded = Recorded(world) },
        ["RecordConsent"] = static (_, _) => new { formVersion = "1.0" },
        ["ScoreQuestionnaire"] = static (world, move) => Measured<Questionnaire>(world, move) is { } asked
            ? new { instrument = asked.Id, responses = asked.Items.Select(_ => Response(world, asked.Range)).ToArray() }
            : new { instrument = "no-instrument", responses = (int?[])[1, 2] },
        ["RatePrototypes"] = static (world, move) => Measured<PrototypeMeasure>(world, move) is { } rated
            ? new { instrument = rated.Id, ratings = rated.Prototypes.Select(_ => Response(world, rated.Range)).ToArray(), choice = world.Draws.One<string?>([null, .. rated.Prototypes.Select(prototype => prototype.Category)]) }
            : new { instrument = "no-instrument", ratings = (int?[])[1, 2], choice = (string?)null },
        ["CodeInterview"] = static (world, move) => Measured<CodedInterview>(world, move) is { } coded
            ? new { instrument = coded.Id, category = world.Draws.One(coded.Categories).Name, coder = "C-07" }
            : new { instrument = "no-instrument", category = "secure", coder = "C-07" },
        ["ConfirmEligibility"] = static (world, _) => new { checks = world.Spec.Eligibility.Select(check => check.Key).Skip(world.Draws.Chance(10) ? 1 : 0) },
        ["ExcludeParticipant"] = static (world, _) => new { reason = Word(world.Draws.One(Enum.GetValues<ExclusionReason>())), detail = world.Words() },
        ["RandomizeParticipant"] = static (_, _) => null,
        ["AssignVisitKit"] = static (_, _) => null,
        ["DispenseVisit"] = static (_, _) => null,
        ["WithdrawParticipant"] = static (world, _) => new { reason = Word(world.Draws.One(Enum.GetValues<WithdrawalReason>())), detail = world.Words() },
        ["CompleteParticipant"] = static (_, _) => null,
        ["RecordRandomizedInError"] = static (world, _) => new { reason = world.Words() },
        ["RecordMisstratification"] = static (world, _) => world.Draws.One(world.Spec.Factors) is var factor ? new { factor = factor.Name, correctLevel = world.Draws.One(factor.Levels), reason = world.Words() } : null,
        ["BreakCode"] = static (world, move) => new
        {
            reason = world.Words(),
            participantTwice = world.Draws.Chance(90) ? move.Values.GetValueOrDefault("participant") ?? "NOBODY" : "NOBODY",
            password = world.Password(),
            answer = world.Draws.One(["treatment", "code"]),
        },
        ["EnterReceipt"] = static (world, move) =>
        {
            var participant = move.Values.GetValueOrDefault("participant") ?? world.SomeParticipant();
            var (kit, visit) = world.Receipt(participant);
            return new
            {
                participant, visit, kit, position = world.Draws.Chance(95) ? 1_000_000 : 2,
                levels = world.Spec.Factors.OfType<RandomizedFactor>().ToDictionary(factor => factor.Name, factor => world.Draws.One(factor.Levels)),
            };
        },
        ["RecoverLot"] = static (world, move) => new { lot = world.NewLot(), site = Site(world, move), expiry = world.Expiry(), sets = 1, kits = world.Draws.Chance(85) ? world.NextSet : [world.SomeKit()] },
        ["SignReconciliation"] = static (world, _) => new { meaning = "compared", receipts = world.Spec.Sites.ToDictionary(site => site.Id.Value, site => world.Counted(site.Id)), password = world.Password() },
        ["IssueEmergencyPack"] = static (_, _) => null,
        ["RecordOfflineOpening"] = static (world, _) => new { openedAt = world.Now.AddHours(-1), openedBy = "night duty", codeReadBy = "poison center", reason = world.Words(), code = world.Code() },
        ["ReconcileOfflineOpening"] = static (world, _) => new { opening = 1 + world.Draws.Below(2), note = "as on paper" },
    };

    /// <summary>Whether the table has a row.</summary>
    public static bool Knows(string name) => ByName.ContainsKey(name);

    /// <summary>A body as JSON; null when the command has none.</summary>
    public static byte[]? Of(string name, World world, Move move) => ByName[name](world, move) is { } body ? JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web) : null;

    private static string Site(World world, Move move) => move.Values.GetValueOrDefault("site") ?? world.Draws.One(world.Spec.Sites).Id.Value;

    private static Dictionary<string, string> Recorded(World world) =>
        world.Spec.Factors.OfType<RecordedFactor>().ToDictionary(factor => factor.Name, factor => world.Draws.Chance(97) ? world.Draws.One(factor.Levels) : "no-level");

    private static T? Measured<T>(World world, Move move)
        where T : Instrument
    {
        T[] used = [.. world.Spec.Instruments().OfType<T>()];
        return used.FirstOrDefault(instrument => instrument.Id == move.Values.GetValueOrDefault("instrument")) ?? (used.Length > 0 ? world.Draws.One(used) : null);
    }

    private static int? Response(World world, ResponseRange range) => world.Draws.Chance(99) ? range.Minimum + world.Draws.Below(range.Maximum - range.Minimum + 1) : null;

    // The API's enumerations are in camel case.
    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
