using System.Collections.Immutable;
using OxyTrial.Samples;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Trial.Tests.Refusals;

/// <summary>
/// Every stage of study, site, participant and kit combined with every kind of command, each with right and wrong content. Which refusals
/// apply is said here once more, one line each and without order; the decision must give the smallest.
/// </summary>
public sealed class ParticipantPrecedenceTests
{
    private static readonly StudySpec Spec = TrialSamples.Spec().WithFactors(TrialSamples.Gender, TrialSamples.Anxiety());
    private static readonly ImmutableArray<StudyState> Studies = States.EveryStage(Spec);
    private static readonly ParticipantId One = TrialSamples.Participant(1);

    private enum SiteStage
    {
        NotOpened,
        Open,
        Suspended,
        Closed,
    }

    [Fact]
    public void The_smallest_number_is_given_for_every_command_in_every_situation()
    {
        var commands = Commands();
        foreach (var world in Worlds())
        {
            foreach (var command in commands)
            {
                var at = new ParticipantCase(world.Study, world.Site, world.Participant, "ada", TrialSamples.Today, TrialSamples.Now);
                if (command is AssignVisitKit assign)
                {
                    Participant.RequestVisitKit(at, assign).ShouldBeTheSmallestOf(Applying(world, command), () => $"{command} in {world}");
                }
                else
                {
                    Participant.Decide(at, command).ShouldBeTheSmallestOf(Applying(world, command), () => $"{command} in {world}");
                }
            }

            foreach (var site in Sites)
            {
                var command = new RandomizeParticipant(One, site);
                RandomizationBlock.Request(new RandomizationCase(world.Study, world.Site, world.Participant, RandomizationBlock.Initial, OtherLists.None, TrialSamples.Today), command)
                    .ShouldBeTheSmallestOf(Randomizing(world, command), () => $"{command} in {world}");
            }
        }
    }

    private static readonly ImmutableArray<SiteId> Sites = [TrialSamples.Heidelberg, TrialSamples.Ulm, TrialSamples.Nowhere];

    private sealed record World(StudyState Study, SiteStage SiteStage, SiteState Site, ParticipantState Participant, KitStatus Kit, bool Expired, bool OutOfStock)
    {
        public override string ToString() => $"study {Study.GetType().Name}, site {SiteStage}, participant {Participant.GetType().Name}, kit {Kit}{(Expired ? ", expired" : "")}{(OutOfStock ? ", out of stock" : "")}";
    }

    private static IEnumerable<World> Worlds() =>
        from kit in new[] { (KitStatus.Assigned, false), (KitStatus.Damaged, false), (KitStatus.Dispensed, true), (KitStatus.Damaged, true), (KitStatus.Returned, true) }
        from participant in Participants(kit.Item2)
        where participant is ParticipantState.Enrolled || kit == (KitStatus.Assigned, false)
        from study in Studies
        from expired in new[] { false, true }
        from sets in new[] { 1, 3 }
        from stage in Enum.GetValues<SiteStage>()
        select new World(study, stage, SiteOf(stage, kit.Item1, kit.Item2, expired, sets), participant, kit.Item1, expired, expired || sets == 1);

    private static OfflineOpeningRecorded Opening { get; } = new(One, TrialSamples.Now, "grace", "hotline", "seizure", OfflineCode.Recognized);

    private static ImmutableArray<ParticipantState> Participants(bool dispensed)
    {
        var consented = States.Consented();
        var scored = consented.Then(new QuestionnaireScored("ecr-r", "2000", TrialSamples.EcrR(5), [new("anxiety", 90, 18, 0), new("avoidance", 72, 18, 0)]));
        var stratum = new Stratum("BPD", [new("gender", "F"), new("anxiety", "high")]);
        var eligible = scored.Then(new EligibilityConfirmed(stratum, ["adult", "nose-clear"]));
        var randomized = eligible.Then(new ParticipantRandomized(new Slot("s", 1), stratum, TrialSamples.Kit(1), "L1", "V1"));
        randomized = dispensed ? randomized.Then(new VisitDispensed("V1", TrialSamples.Kit(1))) : randomized;
        return
        [
            Participant.Initial, States.Screened(), consented, scored, eligible, States.Excluded,
            randomized,
            randomized.Then(new RandomizedInErrorRecorded("twice")),
            randomized.Then(new ParticipantWithdrawn(WithdrawalReason.Other, "left")),
            randomized.Then(new ParticipantCompleted()),
            randomized.Then(Opening),
            randomized.Then(Opening).Then(new OfflineOpeningReconciled(1, "agrees")),
        ];
    }

    private static SiteState SiteOf(SiteStage stage, KitStatus kit, bool dispensed, bool expired, int sets)
    {
        if (stage == SiteStage.NotOpened)
        {
            return Site.Initial;
        }

        var expiry = expired ? TrialSamples.Today.AddDays(6) : TrialSamples.Today.AddDays(7);
        var open = States.Open.WithKits(Spec, sets, expiry: expiry).Then(new KitAssigned(TrialSamples.Kit(1), One, "V1"));
        open = dispensed ? open.Then(new KitDispensed(TrialSamples.Kit(1), One, "V1")) : open;
        open = kit switch
        {
            KitStatus.Damaged => open.Then(new KitDamaged(TrialSamples.Kit(1), "dropped")),
            KitStatus.Returned => open.Then(new KitReturned(TrialSamples.Kit(1), null)),
            _ => open,
        };
        return stage switch
        {
            SiteStage.Suspended => open.Then(new SiteSuspended("audit")),
            SiteStage.Closed => open.Then(new SiteClosed("done")),
            _ => open,
        };
    }

    private static ImmutableArray<ParticipantCommand> Commands() =>
    [
        .. from site in Sites from command in CommandsAt(site) select command,
    ];

    private static IEnumerable<ParticipantCommand> CommandsAt(SiteId site)
    {
        foreach (var cohort in new[] { "BPD", "other" })
        {
            yield return new ScreenParticipant(One, site, cohort, TrialSamples.Recorded(("gender", "F")));
            yield return new ScreenParticipant(One, site, cohort, TrialSamples.Recorded());
            yield return new ScreenParticipant(One, site, cohort, TrialSamples.Recorded(("gender", "X")));
            yield return new ScreenParticipant(One, site, cohort, TrialSamples.Recorded(("gender", "F"), ("age", "old")));
            yield return new ScreenParticipant(One, site, cohort, TrialSamples.Recorded(("gender", "X"), ("age", "old")));
            yield return new ScreenParticipant(One, site, cohort, TrialSamples.Recorded(("age", "old")));
        }

        yield return new ScoreQuestionnaire(One, site, "ecr-r", TrialSamples.EcrR(5));
        yield return new ScoreQuestionnaire(One, site, "ecr-r", [1, 2]);
        yield return new ScoreQuestionnaire(One, site, "rsq", TrialSamples.EcrR(5));
        yield return new ConfirmEligibility(One, site, ["nose-clear", "adult"]);
        yield return new ConfirmEligibility(One, site, ["adult"]);
        foreach (var visit in new[] { "V1", "V2", "V3", "V4", "V9" })
        {
            yield return new DispenseVisit(One, site, visit);
            yield return new AssignVisitKit(One, site, visit);
        }

        yield return new CompleteParticipant(One, site);
        foreach (var text in new[] { "a reason", " " })
        {
            yield return new RecordConsent(One, site, text);
            yield return new ExcludeParticipant(One, site, ExclusionReason.Other, text);
            yield return new WithdrawParticipant(One, site, WithdrawalReason.Other, text);
            yield return new RecordRandomizedInError(One, site, text);
            yield return new RequestEmergencyUnblinding(One, site, text);
            yield return new RequestEmergencyUnblinding(One, site, text, CodeBreaker.ThirdParty);
            foreach (var told in text == " " ? [text] : new[] { text, "gave PLACEBO", "was oxytocin" })
            {
                yield return new RecordOfflineOpening(One, site, TrialSamples.Now, "grace", "hotline", told, OfflineCode.Recognized);
                yield return new RecordOfflineOpening(One, site, TrialSamples.Now.AddSeconds(1), "grace", told, text, OfflineCode.NotGiven);
                yield return new ReconcileOfflineOpening(One, site, 1, told);
            }

            yield return new RecordOfflineOpening(One, site, new DateTimeOffset(2030, 1, 15, 13, 0, 0, TimeSpan.FromHours(1)), text, "hotline", "why", OfflineCode.NotRecognized);
            yield return new ReconcileOfflineOpening(One, site, 0, text);
            yield return new ReconcileOfflineOpening(One, site, 3, text);
            foreach (var (factor, level) in new[] { ("gender", "M"), ("gender", "F"), ("gender", "X"), ("age", "old") })
            {
                yield return new RecordMisstratification(One, site, factor, level, text);
            }
        }
    }

    private static IEnumerable<(RefusalCode, bool)> StudyRefusals(StudyState study) =>
    [
        (RefusalCode.StudyUnknown, study is StudyState.Unregistered),
        (RefusalCode.StudyNotSealed, study is StudyState.Registered),
        (RefusalCode.StudyNotActivated, study is StudyState.Sealed),
    ];

    private static IEnumerable<(RefusalCode, bool)> SiteRefusals(World world, SiteId site) =>
    [
        (RefusalCode.SiteUnknown, world.Study.SpecOrNull is not null && site == TrialSamples.Nowhere),
        (RefusalCode.SiteNotOpen, world.SiteStage == SiteStage.NotOpened),
        (RefusalCode.SiteClosed, world.SiteStage == SiteStage.Closed),
    ];

    private static IEnumerable<(RefusalCode, bool)> Whose(World world, SiteId site) =>
    [
        (RefusalCode.ParticipantUnknown, world.Participant is ParticipantState.NotScreened),
        (RefusalCode.ParticipantOfAnotherSite, world.Participant is ParticipantState.Existing && site != TrialSamples.Heidelberg),
    ];

    private static IEnumerable<(RefusalCode, bool)> Randomizing(World world, RandomizeParticipant command) =>
    [
        .. StudyRefusals(world.Study),
        (RefusalCode.StudyClosedToRecruitment, world.Study is StudyState.Closed),
        (RefusalCode.StudyLocked, AfterLock(world)),
        .. SiteRefusals(world, command.Site),
        (RefusalCode.SiteSuspended, world.SiteStage == SiteStage.Suspended),
        .. Whose(world, command.Site),
        (RefusalCode.ParticipantExcluded, world.Participant is ParticipantState.Excluded),
        (RefusalCode.AlreadyRandomized, world.Participant is ParticipantState.Enrolled),
        (RefusalCode.ConsentMissing, world.Participant is ParticipantState.Screened),
        (RefusalCode.NotEligible, world.Participant is ParticipantState.Screened or ParticipantState.Consented),
        (RefusalCode.StockInsufficient, world.OutOfStock),
    ];

    private static IEnumerable<(RefusalCode, bool)> Applying(World world, ParticipantCommand command)
    {
        var recruiting = command is ScreenParticipant;
        var emergency = command is RequestEmergencyUnblinding or RecordOfflineOpening or ReconcileOfflineOpening;
        return
        [
            .. StudyRefusals(world.Study),
            (RefusalCode.StudyClosedToRecruitment, recruiting && world.Study is StudyState.Closed),
            (RefusalCode.StudyLocked, emergency ? world.Study is StudyState.Unblinded : AfterLock(world)),
            .. SiteRefusals(world, command.Site).Where(refusal => !emergency || refusal.Item1 == RefusalCode.SiteUnknown),
            (RefusalCode.SiteSuspended, recruiting && world.SiteStage == SiteStage.Suspended),
            .. recruiting ? [] : Whose(world, command.Site),
            .. world.Study.SpecOrNull is null ? [] : OfCommand(world, command),
        ];
    }

    private static bool AfterLock(World world) => world.Study is StudyState.Locked or StudyState.UnblindingAuthorized or StudyState.Unblinded;

    private static IEnumerable<(RefusalCode, bool)> OfCommand(World world, ParticipantCommand command)
    {
        var state = world.Participant;
        (RefusalCode, bool) excluded = (RefusalCode.ParticipantExcluded, state is ParticipantState.Excluded);
        (RefusalCode, bool) randomized = (RefusalCode.AlreadyRandomized, state is ParticipantState.Enrolled);
        (RefusalCode, bool) notRandomized = (RefusalCode.NotRandomized, state is not ParticipantState.Enrolled);
        (RefusalCode, bool) withdrawn = (RefusalCode.ParticipantWithdrawn, state is ParticipantState.Withdrawn);
        (RefusalCode, bool) completed = (RefusalCode.ParticipantCompleted, state is ParticipantState.Completed);
        (RefusalCode, bool) consentMissing = (RefusalCode.ConsentMissing, state is ParticipantState.Screened);
        (RefusalCode, bool) frozen = (RefusalCode.AlreadyEligible, state is ParticipantState.Eligible);
        return command switch
        {
            ScreenParticipant c =>
            [
                (RefusalCode.ParticipantAlreadyScreened, state is not ParticipantState.NotScreened),
                (RefusalCode.CohortUnknown, c.Cohort == "other"),
                (RefusalCode.LevelMissing, !c.Recorded.ContainsKey("gender")),
                (RefusalCode.LevelUnknown, c.Recorded.GetValueOrDefault("gender") == "X"),
                (RefusalCode.FactorUnknown, c.Recorded.ContainsKey("age")),
            ],
            RecordConsent c =>
            [
                excluded,
                (RefusalCode.ConsentAlreadyRecorded, state is ParticipantState.Consented or ParticipantState.Eligible or ParticipantState.Enrolled),
                (RefusalCode.ReasonMissing, c.FormVersion == " "),
            ],
            ScoreQuestionnaire c =>
            [
                excluded, randomized, consentMissing, frozen,
                (RefusalCode.InstrumentNotUsed, c.Instrument != "ecr-r"),
                (RefusalCode.QuestionnaireUnscorable, c.Responses.Length != 36),
            ],
            ConfirmEligibility c =>
            [
                excluded, randomized, consentMissing, frozen,
                (RefusalCode.ScoreMissing, state is ParticipantState.Existing { Baseline.Scores.IsEmpty: true }),
                (RefusalCode.ChecksUnconfirmed, c.Checks.Length < 2),
            ],
            ExcludeParticipant c => [excluded, randomized, (RefusalCode.ReasonMissing, c.Detail == " ")],
            WithdrawParticipant c => [excluded, notRandomized, withdrawn, completed, (RefusalCode.ReasonMissing, c.Detail == " ")],
            CompleteParticipant => [excluded, notRandomized, withdrawn, completed],
            RecordRandomizedInError c =>
            [
                excluded, notRandomized,
                (RefusalCode.ErrorAlreadyRecorded, state is ParticipantState.Enrolled { Enrollment.InError: not null }),
                (RefusalCode.ReasonMissing, c.Reason == " "),
            ],
            RecordMisstratification c =>
            [
                excluded, notRandomized,
                (RefusalCode.LevelUnknown, c.Factor == "gender" && c.CorrectLevel == "X"),
                (RefusalCode.FactorUnknown, c.Factor == "age"),
                (RefusalCode.LevelUnchanged, c.Factor == "gender" && c.CorrectLevel == "F"),
                (RefusalCode.ReasonMissing, c.Reason == " "),
            ],
            RequestEmergencyUnblinding c => [excluded, notRandomized, (RefusalCode.ReasonMissing, c.Reason == " "), (RefusalCode.CodeBreakNotByThisRole, c.By == CodeBreaker.ThirdParty)],
            RecordOfflineOpening c =>
            [
                excluded, notRandomized,
                (RefusalCode.ReasonMissing, new[] { c.Reason, c.OpenedBy, c.CodeReadBy }.Contains(" ")),
                (RefusalCode.OpeningAfterNow, c.OpenedAt > TrialSamples.Now),
                (RefusalCode.TreatmentWrittenDown, Tells(c.Reason) || Tells(c.CodeReadBy)),
            ],
            ReconcileOfflineOpening c =>
            [
                excluded, notRandomized,
                (RefusalCode.ReasonMissing, c.Note == " "),
                (RefusalCode.TreatmentWrittenDown, Tells(c.Note)),
                (RefusalCode.OpeningUnknown, c.Opening is 0 or 3 || state is not ParticipantState.Enrolled { Enrollment.Openings.IsEmpty: false }),
                (RefusalCode.OpeningAlreadyReconciled, state is ParticipantState.Enrolled { Enrollment.Openings: [{ Reconciled: not null }, ..] } && c.Opening == 1),
            ],
            DispenseVisit c => [excluded, notRandomized, withdrawn, completed, .. Dispensing(world, c.Visit)],
            AssignVisitKit c => [excluded, notRandomized, withdrawn, completed, .. Assigning(world, c.Visit)],
            _ => throw new InvalidOperationException($"{command} has no rule here."),
        };
    }

    private static bool Tells(string text) => text.Contains("placebo", StringComparison.OrdinalIgnoreCase) || text.Contains("oxytocin", StringComparison.OrdinalIgnoreCase);

    // The participant's only kit is that of V1; V2 goes on with it, V3 takes none, V4 would take a new one, V9 is no visit.
    private static IEnumerable<(RefusalCode, bool)> Dispensing(World world, string visit)
    {
        var given = world.Participant is ParticipantState.Enrolled enrolled && enrolled.Enrollment.Visits["V1"].Dispensed;
        var takesFirstKit = visit == "V1" || (visit == "V2" && given);
        return
        [
            (RefusalCode.KitNotAssigned, visit == "V4"),
            (RefusalCode.KitExpired, takesFirstKit && world.Expired),
            (RefusalCode.KitAlreadyDispensed, visit == "V1" && given),
            (RefusalCode.KitNoLongerUsable, takesFirstKit && world.Kit is KitStatus.Damaged or KitStatus.Returned),
            (RefusalCode.VisitUnknown, visit == "V9"),
            (RefusalCode.VisitWithoutKit, visit == "V3"),
            (RefusalCode.NothingToContinue, visit == "V2" && !given),
        ];
    }

    private static IEnumerable<(RefusalCode, bool)> Assigning(World world, string visit)
    {
        var given = world.Participant is ParticipantState.Enrolled enrolled && enrolled.Enrollment.Visits["V1"].Dispensed;
        return
        [
            (RefusalCode.StockInsufficient, world.OutOfStock),
            (RefusalCode.KitAlreadyAssigned, visit == "V1" && !given && world.Kit != KitStatus.Damaged && !world.Expired),
            (RefusalCode.KitAlreadyDispensed, visit == "V1" && given && world.Kit != KitStatus.Damaged),
            (RefusalCode.VisitUnknown, visit == "V9"),
            (RefusalCode.VisitWithoutKit, visit is "V2" or "V3"),
        ];
    }
}
