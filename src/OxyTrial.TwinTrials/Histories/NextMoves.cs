using OxyTrial.Instruments;
using OxyTrial.Trial;
using OxyTrial.Trial.Specification;
using OxyTrial.Views;

namespace OxyTrial.TwinTrials.Histories;

/// <summary>What people would do next in a trial, and how likely, relative to each other.</summary>
internal static class NextMoves
{
    private const int MostParticipants = 14;

    /// <summary>Moves with their weights; at least one.</summary>
    public static IReadOnlyList<(Move Move, int Weight)> Of(World world) => [.. OfStudy(world), .. OfRestore(world), .. OfSites(world), .. OfParticipants(world), .. OfKits(world)];

    private static IEnumerable<(Move, int)> OfStudy(World world)
    {
        var study = $"/studies/{world.Spec.Id}";
        var desk = $"/unblinded/{world.Spec.Id}";
        switch (world.View?.Study)
        {
            case null:
                yield return (Move.Of(null, "/unblinded/register", "register"), 1);
                break;
            case StudyState.Registered:
                yield return (Move.Of(null, desk, "seal"), 20);
                break;
            case StudyState.Sealed { Facts.AwaitsBeacon: true }:
                yield return (Move.Of("RecordBeacon", $"{study}/conduct", "beacon"), 30);
                break;
            case StudyState.Sealed:
                yield return (Move.Of("ActivateStudy", $"{study}/conduct", "activate"), 15);
                yield return (Move.Of(null, desk, "packaging"), 5);
                break;
            case StudyState.Recruiting:
                yield return (Move.Of("CloseRecruitment", $"{study}/conduct", "close-recruitment"), world.Ending ? 400 : 0);
                yield return (Move.Of(null, desk, "packaging"), 1);
                yield return (Move.Of(null, desk, "predictability"), 1);
                yield return (Move.Of(null, desk, "telephone-list"), world.View.Participants.Values.Any(line => line.State is ParticipantState.Enrolled) ? 4 : 1);
                break;
            case StudyState.Closed:
                yield return (Move.Of("SignDatabaseLock", $"{study}/conduct", "lock"), world.Ending ? 400 : 5);
                break;
            case StudyState.Locked locked:
                yield return (Move.Of(null, desk, "unblind"), world.Ending ? 100 : 10);
                yield return (Move.Of("SignDatabaseLock", $"{study}/conduct", "lock"), 2);
                yield return (Move.Of(null, desk, Move.Approval), locked.Facts.IsApproved ? 0 : 80);
                break;
            case StudyState.UnblindingAuthorized authorized:
                yield return (Move.Of(null, desk, Move.Approval), authorized.Facts.IsApproved ? 0 : 80);
                yield return (Move.Of(null, desk, "reveal"), 20);
                break;
            default:
                yield return (Move.Of(null, $"{study}/audit", null), 1);
                break;
        }
    }

    private static IEnumerable<(Move, int)> OfRestore(World world)
    {
        if (world.View is not { Study: StudyState.Existing { Facts.Quarantine: var quarantine } study } view || study is not (StudyState.Recruiting or StudyState.Closed))
        {
            yield break;
        }

        var page = $"/studies/{world.Spec.Id}/restore";
        yield return (Move.Of(null, null, Move.Restore), quarantine is null && study is StudyState.Recruiting && !world.Ending && view.Participants.Values.Any(line => line.State is ParticipantState.Enrolled) ? 3 : 0);
        yield return (Move.Of("SignReconciliation", page, "reconcile-study"), quarantine is null ? 0 : world.Ending ? 400 : 80);
        yield return (Move.Of("RecoverLot", page, "recover-lot"), quarantine is null ? 0 : 30);
        foreach (var line in view.Participants.Values.Where(line => quarantine is not null && line.State is ParticipantState.Eligible or ParticipantState.Randomized))
        {
            yield return (Move.Of("EnterReceipt", page, "receipt", ("participant", line.Id.Value), ("site", line.State.Baseline.Site.Value)), line.State is ParticipantState.Eligible ? 90 : 10);
        }
    }

    private static IEnumerable<(Move, int)> OfSites(World world)
    {
        if (world.View?.Study is not (StudyState.Sealed or StudyState.Recruiting or StudyState.Closed))
        {
            yield break;
        }

        var recruits = world.View.Study is StudyState.Recruiting;
        yield return (Move.Of(null, $"/studies/{world.Spec.Id}/emergency", null), 1);
        foreach (var site in world.Spec.Sites.Take(2))
        {
            var (state, id, page) = (world.StateOf(site.Id), ("site", site.Id.Value), $"/studies/{world.Spec.Id}/sites/{site.Id}");
            yield return (Move.Of("IssueEmergencyPack", $"{page}/emergency-pack", "pack", id), 1);
            var lots = ((StudyState.Existing)world.View.Study).Facts.Lots.Values.Where(lot => lot.Site == site.Id).ToArray();
            yield return (Move.Of("ReleaseLot", $"/studies/{world.Spec.Id}/conduct", "release", id), state.Stock.Kits.Values.Count(kit => kit.Status == KitStatus.Available) < 6 ? 14 : 1);
            foreach (var lot in lots.Where(lot => !state.Stock.Lots.ContainsKey(lot.Lot)))
            {
                yield return (Move.Of("ReceiveLot", page, "receive", id, ("lot", lot.Lot)), state is SiteState.Existing ? 20 : 1);
            }

            switch (state)
            {
                case SiteState.NotOpened:
                    yield return (Move.Of("OpenSite", page, "open-site", id), 10);
                    break;
                case SiteState.Open:
                    yield return (Move.Of("ScreenParticipant", $"/studies/{world.Spec.Id}/participants/new", "screen", id), recruits && world.View.Participants.Count < MostParticipants ? 14 : 1);
                    yield return (Move.Of("SuspendSite", page, "suspend-site", id), 1);
                    yield return (Move.Of("CloseSite", page, "close-site", id), world.Ending ? 2 : 0);
                    break;
                case SiteState.Suspended:
                    yield return (Move.Of("ResumeSite", page, "resume-site", id), 8);
                    yield return (Move.Of("CloseSite", page, "close-site", id), 1);
                    break;
                default:
                    break;
            }
        }
    }

    private static IEnumerable<(Move, int)> OfParticipants(World world) =>
        world.View?.Study is StudyState.Recruiting or StudyState.Closed ? world.View.Participants.Values.SelectMany(line => OfParticipant(world, line)) : [];

    private static IEnumerable<(Move, int)> OfParticipant(World world, ParticipantLine line)
    {
        var (page, id) = ($"/studies/{world.Spec.Id}/participants/{line.Id}", ("participant", line.Id.Value));
        switch (line.State)
        {
            case ParticipantState.Screened:
                yield return (Move.Of("RecordConsent", page, "consent", id), 25);
                yield return (Move.Of("ExcludeParticipant", page, "exclude", id), 2);
                break;
            case ParticipantState.Consented consented when world.Spec.Instruments().FirstOrDefault(one => !consented.Baseline.IsMeasured(one.Id)) is { } instrument:
                yield return (Move.Of(Measure(instrument), $"{page}/questionnaires/{instrument.Id}", "questionnaire", id, ("instrument", instrument.Id)), 30);
                break;
            case ParticipantState.Consented:
                yield return (Move.Of("ConfirmEligibility", page, "eligibility", id), 30);
                yield return (Move.Of("ExcludeParticipant", page, "exclude", id), 2);
                break;
            case ParticipantState.Eligible:
                yield return (Move.Of("RandomizeParticipant", $"{page}/randomization", "randomize", id), 60);
                break;
            case ParticipantState.Randomized randomized:
                foreach (var move in OfTreatment(world, randomized.Enrollment, page, id))
                {
                    yield return move;
                }

                break;
            case ParticipantState.Enrolled:
                yield return (Move.Of("BreakCode", $"{page}/emergency-unblinding", "emergency", id), 5);
                break;
            default:
                break;
        }
    }

    private static IEnumerable<(Move, int)> OfTreatment(World world, Enrollment enrollment, string page, (string, string) id)
    {
        foreach (var visit in world.Spec.Visits.Where(visit => visit.Kit != VisitKit.None))
        {
            var medication = enrollment.Visits.GetValueOrDefault(visit.Key);
            if (medication is not { Dispensed: true })
            {
                yield return (Move.Of("DispenseVisit", page, "dispense", id, ("visit", visit.Key)), medication is null ? 2 : 25);
                yield return (Move.Of("AssignVisitKit", page, "assign", id, ("visit", visit.Key)), medication is null ? 5 : 1);
            }
        }

        yield return (Move.Of("CompleteParticipant", page, "complete", id), 5);
        yield return (Move.Of("WithdrawParticipant", page, "withdraw", id), 4);
        yield return (Move.Of("RecordRandomizedInError", $"{page}/errors", "in-error", id), 3);
        yield return (Move.Of("RecordMisstratification", $"{page}/errors", null, id), 5);
        yield return (Move.Of("BreakCode", $"{page}/emergency-unblinding", "emergency", id), 5);
        yield return (Move.Of("RecordOfflineOpening", $"{page}/offline-opening", Move.Opening, id), 5);
        yield return (Move.Of("ReconcileOfflineOpening", $"/studies/{world.Spec.Id}/emergency", null, id), enrollment.Openings.Any(opening => opening.Reconciled is null) ? 60 : 0);
    }

    private static IEnumerable<(Move, int)> OfKits(World world)
    {
        if (world.View?.Study is not (StudyState.Recruiting or StudyState.Closed))
        {
            yield break;
        }

        foreach (var (site, state) in world.View.Sites)
        {
            foreach (var (kit, record) in state.Stock.Kits.OrderBy(kit => kit.Key.Value, StringComparer.Ordinal).Where(kit => kit.Value.Status != KitStatus.Available).Take(6))
            {
                var page = $"/studies/{world.Spec.Id}/sites/{site}/kits/{kit}";
                yield return (Move.Of("ReturnKit", page, "return", ("site", site), ("kit", kit.Value)), record.Status == KitStatus.Dispensed ? 15 : 0);
                yield return (Move.Of("ReportKitDamaged", page, "damage", ("site", site), ("kit", kit.Value)), record.Status == KitStatus.Assigned ? 3 : 0);
            }

            if (state.Stock.Kits.Where(kit => kit.Value.Status == KitStatus.Available).Select(kit => kit.Key.Value).Order(StringComparer.Ordinal).FirstOrDefault() is { } free)
            {
                yield return (Move.Of("ReportKitDamaged", $"/studies/{world.Spec.Id}/sites/{site}/kits/{free}", "damage", ("site", site), ("kit", free)), 1);
            }
        }
    }

    private static string Measure(Instrument instrument) => instrument.Match(_ => "ScoreQuestionnaire", _ => "RatePrototypes", _ => "CodeInterview");
}
