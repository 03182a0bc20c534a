using System.Collections.Immutable;
using OxyTrial.Samples;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Trial.Tests.Refusals;

public sealed class StudyAndSitePrecedenceTests
{
    private static readonly StudySpec Spec = TrialSamples.Spec() with { Kits = TrialSamples.Spec().Kits with { Sets = 5 } };

    [Fact]
    public void The_smallest_number_is_given_for_every_study_command_at_every_stage()
    {
        foreach (var state in States.EveryStage(Spec))
        {
            foreach (var actor in new[] { "ada", "grace" })
            {
                foreach (var command in StudyCommands())
                {
                    Study.Decide(state, command, actor, TrialSamples.Today, []).ShouldBeTheSmallestOf(Applying(state, command, actor), () => $"{command} by {actor} in {state.GetType().Name}");
                }
            }
        }
    }

    [Fact]
    public void The_smallest_number_is_given_for_every_release_of_a_lot()
    {
        foreach (var stage in States.EveryStage(Spec))
        {
            var state = stage is StudyState.Sealed or StudyState.Recruiting or StudyState.Closed ? stage.WithLot("L1", TrialSamples.Heidelberg, 3, 1) : stage;
            var releases =
                from lot in new[] { "L1", "L2", " " }
                from site in new[] { TrialSamples.Ulm, TrialSamples.Nowhere }
                from days in new[] { 6, 7 }
                from sets in new[] { -1, 0, 2, 3, int.MaxValue }
                select new ReleaseLot(lot, site, TrialSamples.Today.AddDays(days), sets);
            foreach (var release in releases.Append(new ReleaseLot("L2", TrialSamples.Ulm, DateOnly.MinValue, 1)))
            {
                Study.Decide(state, release, "ada", TrialSamples.Today, []).ShouldBeTheSmallestOf(
                    [
                        .. Stages(state), (RefusalCode.StudyLocked, AfterLock(state)),
                        (RefusalCode.SiteUnknown, state.SpecOrNull is not null && release.Site == TrialSamples.Nowhere),
                        (RefusalCode.LotAlreadyReleased, release.Lot == "L1"),
                        (RefusalCode.LotExpired, release.Expiry < TrialSamples.Today.AddDays(7)),
                        (RefusalCode.KitListExhausted, release.Sets > 2),
                        (RefusalCode.SetsInvalid, release.Sets < 1),
                        (RefusalCode.LotNameMissing, release.Lot == " "),
                    ],
                    () => $"{release} in {state.GetType().Name}");
            }
        }
    }

    [Fact]
    public void The_smallest_number_is_given_for_every_site_command_at_every_stage()
    {
        foreach (var stage in States.EveryStage(Spec))
        {
            var study = stage is StudyState.Sealed or StudyState.Recruiting or StudyState.Closed
                ? stage.WithLot("L1", TrialSamples.Heidelberg, 2, 1).WithLot("L2", TrialSamples.Heidelberg, 1, 11).WithLot("L3", TrialSamples.Ulm, 1, 21)
                : stage;
            foreach (var site in SiteStates())
            {
                foreach (var command in SiteCommands())
                {
                    Site.Decide(study, site, command).ShouldBeTheSmallestOf(
                        [
                            .. Stages(study).Where(refusal => refusal.Item1 != RefusalCode.StudyNotActivated), (RefusalCode.StudyLocked, AfterLock(study)),
                            (RefusalCode.SiteUnknown, study.SpecOrNull is not null && command.Site == TrialSamples.Nowhere),
                            .. Applying(site, command),
                        ],
                        () => $"{command} in {site.GetType().Name} of {study.GetType().Name}");
                }
            }
        }
    }

    private static bool AfterLock(StudyState state) => state is StudyState.Locked or StudyState.UnblindingAuthorized or StudyState.Unblinded;

    private static IEnumerable<(RefusalCode, bool)> Stages(StudyState state) =>
    [
        (RefusalCode.StudyUnknown, state is StudyState.Unregistered),
        (RefusalCode.StudyNotSealed, state is StudyState.Registered),
    ];

    private static ImmutableArray<StudyCommand> StudyCommands() =>
    [
        new RegisterStudy(Spec, "p"), new SealStudy("c"), new ActivateStudy(), new RecordBeacon(new string('b', 64)), new RecordBeacon("b"), new CloseRecruitment("full"), new CloseRecruitment(" "),
        new IssuePackagingList("Hospital pharmacy"), new IssuePackagingList(" "),
        new IssueEmergencyPack(TrialSamples.Heidelberg), new IssueEmergencyPack(TrialSamples.Nowhere), new IssueEmergencyCodeList("Poison center"), new IssueEmergencyCodeList(" "),
        new SignDatabaseLock("approved"), new SignDatabaseLock(" "),
        new SignUnblinding(States.Labels), new SignUnblinding(TrialSamples.Recorded(("A", "Placebo"), ("B", "Oxytocin 24 IU"))),
        new RecordReveal("s", "t", "{}", "u"),
    ];

    private static IEnumerable<(RefusalCode, bool)> Applying(StudyState state, StudyCommand command, string actor)
    {
        (RefusalCode, bool) unknown = (RefusalCode.StudyUnknown, state is StudyState.Unregistered);
        (RefusalCode, bool) notSealed = (RefusalCode.StudyNotSealed, state is StudyState.Registered);
        (RefusalCode, bool) locked = (RefusalCode.StudyLocked, AfterLock(state));
        (RefusalCode, bool) notActivated = (RefusalCode.StudyNotActivated, state is StudyState.Sealed);
        (RefusalCode, bool) unblinded = (RefusalCode.StudyLocked, state is StudyState.Unblinded);
        var signedLock = state is StudyState.Closed { FirstLockSigner: "ada" } && actor == "ada";
        var signedUnblinding = state is StudyState.Locked { FirstUnblindingSigner: "ada" } && actor == "ada";
        return command switch
        {
            RegisterStudy => [(RefusalCode.StudyAlreadyRegistered, state is not StudyState.Unregistered)],
            SealStudy => [unknown, (RefusalCode.StudyAlreadySealed, state is not (StudyState.Unregistered or StudyState.Registered))],
            ActivateStudy => [unknown, notSealed, (RefusalCode.StudyAlreadyActivated, state is not (StudyState.Unregistered or StudyState.Registered or StudyState.Sealed))],
            RecordBeacon =>
            [
                unknown, notSealed, (RefusalCode.StudyAlreadyActivated, state is not (StudyState.Unregistered or StudyState.Registered or StudyState.Sealed)),
                (RefusalCode.BeaconNotPlanned, state is StudyState.Sealed),
            ],
            IssuePackagingList c => [unknown, notSealed, locked, (RefusalCode.ReasonMissing, c.Recipient == " ")],
            IssueEmergencyPack c => [unknown, notSealed, notActivated, unblinded, (RefusalCode.SiteUnknown, state.SpecOrNull is not null && c.Site == TrialSamples.Nowhere)],
            IssueEmergencyCodeList c => [unknown, notSealed, notActivated, unblinded, (RefusalCode.ReasonMissing, c.Recipient == " ")],
            CloseRecruitment c =>
            [
                unknown, notSealed, locked,
                (RefusalCode.StudyNotActivated, state is StudyState.Sealed),
                (RefusalCode.StudyClosedToRecruitment, state is StudyState.Closed),
                (RefusalCode.ReasonMissing, c.Reason == " "),
            ],
            SignDatabaseLock c =>
            [
                unknown, locked, (RefusalCode.ReasonMissing, c.Meaning == " "),
                (RefusalCode.NotClosedYet, state is StudyState.Registered or StudyState.Sealed or StudyState.Recruiting),
                (RefusalCode.SamePersonTwice, signedLock),
            ],
            SignUnblinding c =>
            [
                unknown, (RefusalCode.NotLocked, !AfterLock(state)), (RefusalCode.SamePersonTwice, signedUnblinding),
                (RefusalCode.LabelReadBackWrong, state.SpecOrNull is not null && c.ReadBack["A"] == "Placebo"),
                (RefusalCode.AlreadyUnblinded, state is StudyState.UnblindingAuthorized or StudyState.Unblinded),
            ],
            RecordReveal =>
            [
                unknown, (RefusalCode.AlreadyUnblinded, state is StudyState.Unblinded),
                (RefusalCode.UnblindingNotAuthorized, state is not (StudyState.UnblindingAuthorized or StudyState.Unblinded)),
            ],
            _ => throw new InvalidOperationException($"{command} has no rule here."),
        };
    }

    // Kit 1 is assigned, 2 dispensed, 3 returned, 4 in stock; 5 was never received.
    private static ImmutableArray<SiteState> SiteStates()
    {
        var one = TrialSamples.Participant(1);
        var open = States.Open.WithKits(Spec, 2).Then(
            new KitAssigned(TrialSamples.Kit(1), one, "V1"),
            new KitAssigned(TrialSamples.Kit(2), one, "V4"), new KitDispensed(TrialSamples.Kit(2), one, "V4"),
            new KitAssigned(TrialSamples.Kit(3), one, "V4"), new KitDispensed(TrialSamples.Kit(3), one, "V4"), new KitReturned(TrialSamples.Kit(3), 1));
        return [Site.Initial, open, open.Then(new SiteSuspended("audit")), open.Then(new SiteClosed("done"))];
    }

    private static IEnumerable<SiteCommand> SiteCommands() =>
        from site in new[] { TrialSamples.Heidelberg, TrialSamples.Nowhere }
        from command in (SiteCommand[])
        [
            new OpenSite(site), new ResumeSite(site),
            .. new[] { "reason", " " }.SelectMany(text => (SiteCommand[])[new SuspendSite(site, text), new CloseSite(site, text)]),
            .. new[] { "L1", "L2", "L3", "L9" }.Select(lot => new ReceiveLot(site, lot)),
            .. TrialSamples.Kits(1, 5).SelectMany(kit => (SiteCommand[])[new ReturnKit(site, kit, null), new ReportKitDamaged(site, kit, "dropped"), new ReportKitDamaged(site, kit, " ")]),
        ]
        select command;

    private static IEnumerable<(RefusalCode, bool)> Applying(SiteState state, SiteCommand command)
    {
        (RefusalCode, bool) notOpen = (RefusalCode.SiteNotOpen, state is SiteState.NotOpened);
        (RefusalCode, bool) closed = (RefusalCode.SiteClosed, state is SiteState.Closed);
        KitStatus? Status(KitNumber kit) => state.Stock.Kits.GetValueOrDefault(kit)?.Status;
        return command switch
        {
            OpenSite => [closed, (RefusalCode.SiteAlreadyOpen, state is SiteState.Open or SiteState.Suspended)],
            SuspendSite c => [notOpen, closed, (RefusalCode.SiteSuspended, state is SiteState.Suspended), (RefusalCode.ReasonMissing, c.Reason == " ")],
            ResumeSite => [notOpen, closed, (RefusalCode.SiteNotSuspended, state is not SiteState.Suspended)],
            CloseSite c => [notOpen, closed, (RefusalCode.ReasonMissing, c.Reason == " ")],
            ReceiveLot c => [notOpen, closed, (RefusalCode.LotUnknown, c.Lot is "L3" or "L9"), (RefusalCode.LotAlreadyReceived, c.Lot == "L1")],
            ReturnKit c =>
            [
                notOpen, (RefusalCode.KitUnknown, Status(c.Kit) is null),
                (RefusalCode.KitNotDispensed, Status(c.Kit) is KitStatus.Available or KitStatus.Assigned),
                (RefusalCode.KitNoLongerUsable, Status(c.Kit) is KitStatus.Returned or KitStatus.Damaged),
            ],
            ReportKitDamaged c =>
            [
                notOpen, (RefusalCode.ReasonMissing, c.Reason == " "), (RefusalCode.KitUnknown, Status(c.Kit) is null),
                (RefusalCode.KitNoLongerUsable, Status(c.Kit) is KitStatus.Returned or KitStatus.Damaged),
            ],
            _ => throw new InvalidOperationException($"{command} has no rule here."),
        };
    }
}
