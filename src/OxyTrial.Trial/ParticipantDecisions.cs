using System.Collections.Immutable;
using System.Globalization;
using OxyTrial.Instruments;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Trial;

/// <content>What may be decided for a participant. Refusals come in the order of their numbers: study, site, participant, kits.</content>
public static partial class Participant
{
    /// <summary>Decides a command that needs no kit to be chosen; for the one that does see <see cref="RequestVisitKit"/>.</summary>
    public static Decision<ParticipantEvents> Decide(ParticipantCase at, ParticipantCommand command)
    {
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(command);
        return command switch
        {
            ScreenParticipant c => Study.Recruiting(at.Study).Then(study => Site.Known(study.Spec, c.Site)).Then(spec => Site.Open(at.Site).Then(_ => Screen(spec, at.Participant, c))),
            RequestEmergencyUnblinding c => Study.Blinded(at.Study).Then(study => Site.Known(study.Spec, c.Site)).Then(spec => Break(spec, at, c)),
            RecordOfflineOpening c => Study.Blinded(at.Study).Then(study => Site.Known(study.Spec, c.Site)).Then(spec => Open(spec, at, c)),
            ReconcileOfflineOpening c => Study.Blinded(at.Study).Then(study => Site.Known(study.Spec, c.Site)).Then(spec => Reconcile(spec, at, c)),
            _ => Study.Running(at.Study).Then(study => Site.Known(study.Spec, command.Site)).Then(spec => Site.Treating(at.Site).Then(stock => Known(at.Participant, command).Then(known => Decide(spec, stock, known, at.Today, command)))),
        };
    }

    /// <summary>A participant who exists and belongs to the site of the command.</summary>
    internal static Decision<ParticipantState.Existing> Known(ParticipantState state, ParticipantCommand command) => state switch
    {
        ParticipantState.Existing existing when existing.Baseline.Site == command.Site => existing,
        ParticipantState.Existing => RefusalCode.ParticipantOfAnotherSite,
        _ => RefusalCode.ParticipantUnknown,
    };

    /// <summary>The request for a later visit's kit, or for one in place of a damaged kit.</summary>
    public static Decision<KitRequest> RequestVisitKit(ParticipantCase at, AssignVisitKit command)
    {
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(command);
        return Study.Running(at.Study).Then(Study.OutOfQuarantine).Then(study => Site.Known(study.Spec, command.Site)).Then(spec =>
            Site.Treating(at.Site).Then(stock =>
            Known(at.Participant, command).Then(InTreatment).Then(treated =>
            Offered(spec, stock, at.Today).Then(lots =>
            NeedsKit(spec, stock, treated.Enrollment, command.Visit, at.Today).Select(_ =>
                new KitRequest(spec.Id, treated.Enrollment.Slot, command.Participant, treated.Enrollment.Stratum, command.Visit, spec.Kits.StockRule, lots, at.Today))))));
    }

    /// <summary>The events of a chosen kit for a later visit.</summary>
    public static ParticipantEvents AssignKit(AssignVisitKit command, ChosenKit choice)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(choice);
        return new([new VisitKitAssigned(command.Visit, choice.Kit, choice.Lot)], [new KitAssigned(choice.Kit, command.Participant, command.Visit)]);
    }

    /// <summary>The lots on offer, or the one refusal given whichever arm is short.</summary>
    internal static Decision<ImmutableArray<OpenLot>> Offered(StudySpec spec, SiteStock stock, DateOnly today) =>
        stock.OpenLots(spec, today) is { IsEmpty: false } lots ? lots : RefusalCode.StockInsufficient;

    private static Decision<ParticipantEvents> Decide(StudySpec spec, SiteStock stock, ParticipantState.Existing state, DateOnly today, ParticipantCommand command) => command switch
    {
        RecordConsent c => state switch
        {
            ParticipantState.Screened when string.IsNullOrWhiteSpace(c.FormVersion) => new Refusal(RefusalCode.ReasonMissing, "Write the version of the consent form."),
            ParticipantState.Screened => Events(new ConsentRecorded(c.FormVersion)),
            ParticipantState.Excluded => RefusalCode.ParticipantExcluded,
            _ => RefusalCode.ConsentAlreadyRecorded,
        },
        ScoreQuestionnaire c => Consented(state).Then(_ => Score(spec, c)).Then(events => Unfrozen(state, events)),
        RatePrototypes c => Consented(state).Then(_ => Rate(spec, c)).Then(events => Unfrozen(state, events)),
        CodeInterview c => Consented(state).Then(_ => InterviewOf(spec, c)).Then(interview => state is ParticipantState.Eligible ? RefusalCode.AlreadyEligible : Code(interview, c)),
        ConfirmEligibility c => Consented(state).Then(baseline => Confirm(spec, baseline, c)).Then(events => Unfrozen(state, events)),
        ExcludeParticipant c => state switch
        {
            ParticipantState.Excluded => RefusalCode.ParticipantExcluded,
            ParticipantState.Enrolled => RefusalCode.AlreadyRandomized,
            _ when string.IsNullOrWhiteSpace(c.Detail) => RefusalCode.ReasonMissing,
            _ => Events(new ParticipantExcluded(c.Reason, c.Detail)),
        },
        DispenseVisit c => InTreatment(state).Then(treated => Washed(spec, treated, today, c.Visit)).Then(treated => Dispense(spec, stock, treated, today, c)),
        WithdrawParticipant c => InTreatment(state).Then(_ => string.IsNullOrWhiteSpace(c.Detail)
            ? (Decision<ParticipantEvents>)RefusalCode.ReasonMissing
            : Events(new ParticipantWithdrawn(c.Reason, c.Detail))),
        CompleteParticipant => InTreatment(state).Then(_ => Events(new ParticipantCompleted())),
        RecordRandomizedInError c => Enrolled(state).Then(enrolled => enrolled.Enrollment.InError switch
        {
            not null => RefusalCode.ErrorAlreadyRecorded,
            _ when string.IsNullOrWhiteSpace(c.Reason) => RefusalCode.ReasonMissing,
            _ => Events(new RandomizedInErrorRecorded(c.Reason)),
        }),
        RecordMisstratification c => KnownLevel(spec, c).Then(_ => Enrolled(state)).Then(enrolled => Misstratified(spec, enrolled.Enrollment, c)),
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };

    private static Decision<ParticipantEvents> Screen(StudySpec spec, ParticipantState state, ScreenParticipant command)
    {
        var recorded = spec.Factors.OfType<RecordedFactor>().ToArray();
        var missing = recorded.FirstOrDefault(factor => !command.Recorded.ContainsKey(factor.Name));
        var stranger = command.Recorded.Keys.FirstOrDefault(name => recorded.All(factor => factor.Name != name));
        var wrong = recorded.FirstOrDefault(factor => !factor.Levels.Contains(command.Recorded.GetValueOrDefault(factor.Name, string.Empty)));
        return state switch
        {
            not ParticipantState.NotScreened => RefusalCode.ParticipantAlreadyScreened,
            _ when spec.Cohorts.All(cohort => cohort.Key != command.Cohort) => new Refusal(RefusalCode.CohortUnknown, $"Known: {string.Join(", ", spec.Cohorts.Select(cohort => cohort.Key))}."),
            _ when missing is not null => new Refusal(RefusalCode.LevelMissing, $"Give {missing.Name}: {string.Join(" or ", missing.Levels)}."),
            _ when wrong is not null => new Refusal(RefusalCode.LevelUnknown, $"{wrong.Name} is one of {string.Join(", ", wrong.Levels)}."),
            _ when stranger is not null => new Refusal(RefusalCode.FactorUnknown, $"'{stranger}' is not recorded at screening."),
            _ => Events(new ParticipantScreened(command.Participant, command.Site, command.Cohort, command.Recorded)),
        };
    }

    private static Decision<ParticipantEvents> Score(StudySpec spec, ScoreQuestionnaire command)
    {
        if (spec.FindInstrument<Questionnaire>(command.Instrument) is not { } questionnaire)
        {
            return NotUsed(spec, command.Instrument, "scores");
        }

        return questionnaire.Score(command.Responses).Match(
            scored => Events(new QuestionnaireScored(questionnaire.Id, questionnaire.Version, command.Responses, scored.Scales)),
            unscorable => Unscorable(unscorable.Refusals));
    }

    private static Decision<ParticipantEvents> Rate(StudySpec spec, RatePrototypes command)
    {
        if (spec.FindInstrument<PrototypeMeasure>(command.Instrument) is not { } measure)
        {
            return NotUsed(spec, command.Instrument, "ratings of prototypes");
        }

        var choice = string.IsNullOrEmpty(command.Choice) ? null : command.Choice;
        return measure.Rate(command.Ratings, choice).Match(
            rated => Events(new PrototypesRated(measure.Id, measure.Version, rated.Category.Name, command.Ratings, choice, rated.Models)),
            unratable => Unscorable(unratable.Refusals));
    }

    private static Decision<CodedInterview> InterviewOf(StudySpec spec, CodeInterview command) =>
        spec.FindInstrument<CodedInterview>(command.Instrument) is { } interview ? interview : NotUsed(spec, command.Instrument, "a coder's category");

    private static Decision<ParticipantEvents> Code(CodedInterview interview, CodeInterview command) => interview.Code(command.Category, command.Coder).Match(
        coded => Events(new InterviewCoded(interview.Id, interview.Version, coded.Category.Name, coded.Coder)),
        refused => new Refusal(refused.Refusal.Kind == ScoreRefusalKind.CoderMissing ? RefusalCode.CoderMissing : RefusalCode.CategoryUnknown, refused.Refusal.Sentence));

    private static Decision<ParticipantEvents> Unscorable(IEnumerable<ScoreRefusal> refusals) =>
        new Refusal(RefusalCode.QuestionnaireUnscorable, string.Join(' ', refusals.Select(refusal => refusal.Sentence)));

    private static Refusal NotUsed(StudySpec spec, string instrument, string what) =>
        new(RefusalCode.InstrumentNotUsed, spec.Instruments().Any(used => used.Id == instrument) ? $"'{instrument}' does not take {what}." : $"'{instrument}'.");

    private static Decision<ParticipantEvents> Confirm(StudySpec spec, Baseline baseline, ConfirmEligibility command)
    {
        var unscored = spec.Factors.Select(SpecInstruments.InstrumentOf).OfType<string>().FirstOrDefault(instrument => !baseline.IsMeasured(instrument));
        var unconfirmed = spec.Eligibility.Where(check => !command.Checks.Contains(check.Key)).Select(check => check.Key).ToArray();
        return (unscored, unconfirmed) switch
        {
            ({ } instrument, _) => new Refusal(RefusalCode.ScoreMissing, $"Instrument: {instrument}."),
            (_, { Length: > 0 }) => new Refusal(RefusalCode.ChecksUnconfirmed, $"Open: {string.Join(", ", unconfirmed)}."),
            _ => Events(new EligibilityConfirmed(StratumOf(spec, baseline), [.. spec.Eligibility.Select(check => check.Key)])),
        };
    }

    /// <summary>The stratum of a fully scored baseline; exact comparison with the cut-offs, nothing defaulted.</summary>
    private static Stratum StratumOf(StudySpec spec, Baseline baseline) =>
        new(baseline.Cohort, [.. spec.Factors.Where(factor => factor is not RandomizedFactor).Select(factor => new FactorLevel(factor.Name, LevelOf(factor, baseline)))]);

    private static string LevelOf(FactorSpec factor, Baseline baseline) => factor switch
    {
        RecordedFactor => baseline.Recorded[factor.Name],
        SiteFactor => baseline.Site.Value,
        InstrumentFactor scale => scale.LevelOf(scale.ScoreOf(baseline.Scores[scale.Instrument].Scores) ?? throw new InvalidOperationException($"{scale.Instrument} is scored without what {scale.Name} needs.")),
        CategoryFactor category => category.LevelOf(baseline.Categories[category.Instrument].Category),
        _ => throw new InvalidOperationException($"Factor {factor.Name} has no level."),
    };

    private static Decision<ParticipantEvents> Dispense(StudySpec spec, SiteStock stock, ParticipantState.Randomized state, DateOnly today, DispenseVisit command)
    {
        var visit = spec.Visits.FirstOrDefault(candidate => candidate.Key == command.Visit);
        var medication = visit is null ? null : MedicationFor(spec, state.Enrollment, visit);
        var kit = medication is null ? null : stock.Kits.GetValueOrDefault(medication.Kit);
        return (visit, medication, kit) switch
        {
            (_, _, { } held) when !SiteStock.IsUsable(stock.Lots[held.Lot].Expiry, spec, today) => RefusalCode.KitExpired,
            (null, _, _) => RefusalCode.VisitUnknown,
            ({ Kit: VisitKit.None }, _, _) => RefusalCode.VisitWithoutKit,
            (_, _, _) when state.Enrollment.Visits.GetValueOrDefault(command.Visit) is { Dispensed: true } => RefusalCode.KitAlreadyDispensed,
            ({ Kit: VisitKit.Continue }, null, _) => RefusalCode.NothingToContinue,
            ({ Kit: VisitKit.New }, null, _) => RefusalCode.KitNotAssigned,
            (_, _, { Status: KitStatus.Damaged or KitStatus.Returned }) => RefusalCode.KitNoLongerUsable,
            ({ } planned, { } given, { Status: KitStatus.Assigned }) => new ParticipantEvents(Given(planned, given, today), [new KitDispensed(given.Kit, command.Participant, command.Visit)]),
            ({ } planned, { } given, { Status: KitStatus.Dispensed }) => new ParticipantEvents(Given(planned, given, today), []),
            _ => RefusalCode.KitUnknown,
        };
    }

    private static ImmutableArray<ParticipantEvent> Given(VisitSpec visit, VisitMedication medication, DateOnly today) => visit.Period is { } period
        ? [new VisitDispensed(visit.Key, medication.Kit), new PeriodDosed(period, today)]
        : [new VisitDispensed(visit.Key, medication.Kit)];

    /// <summary>Refuses a dose of a later period before the washout since the last dose is over, and one of a period before that of the last dose.</summary>
    private static Decision<ParticipantState.Randomized> Washed(StudySpec spec, ParticipantState.Randomized state, DateOnly today, string visitKey)
    {
        if (state.Enrollment.LastDose is not { } last || spec.Visits.FirstOrDefault(visit => visit.Key == visitKey)?.Period is not { } period || period == last.Period)
        {
            return state;
        }

        var earliest = last.Day.AddDays(spec.Washout?.MinimumDays ?? 0);
        return period < last.Period ? RefusalCode.PeriodOver
            : today < earliest ? new Refusal(RefusalCode.WashoutNotOver, string.Create(CultureInfo.InvariantCulture, $"Possible from {earliest:yyyy-MM-dd}."))
            : state;
    }

    /// <summary>
    /// The medication of a visit: its own kit; for a visit that continues, the kit of the nearest earlier visit of the same period at which
    /// one was given.
    /// </summary>
    public static VisitMedication? MedicationFor(StudySpec spec, Enrollment enrollment, VisitSpec visit)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(enrollment);
        ArgumentNullException.ThrowIfNull(visit);
        VisitMedication? Continued() => spec.Visits.TakeWhile(earlier => earlier.Key != visit.Key).Reverse().Where(earlier => earlier.Period == visit.Period)
            .Select(earlier => enrollment.Visits.GetValueOrDefault(earlier.Key)).FirstOrDefault(medication => medication is { Dispensed: true });
        return visit.Kit == VisitKit.None ? null
            : enrollment.Visits.GetValueOrDefault(visit.Key) ?? (visit.Kit == VisitKit.Continue ? Continued() : null);
    }

    internal static Decision<VisitSpec> NeedsKit(StudySpec spec, SiteStock stock, Enrollment enrollment, string visitKey, DateOnly today)
    {
        var visit = spec.Visits.FirstOrDefault(candidate => candidate.Key == visitKey);
        var medication = enrollment.Visits.GetValueOrDefault(visitKey);
        var kit = medication is null ? null : stock.Kits.GetValueOrDefault(medication.Kit);

        // A reserved kit that was damaged, or expired before it was given, is replaced: nobody need report it as something it is not.
        var reserved = medication is { Dispensed: false } && kit is not null && kit.Status != KitStatus.Damaged && SiteStock.IsUsable(stock.Lots[kit.Lot].Expiry, spec, today);
        return visit switch
        {
            // The site as it was before it had the kit, beside the participant as it is now: whoever asks looks again.
            _ when medication is not null && kit is null => RefusalCode.KitUnknown,
            _ when reserved => RefusalCode.KitAlreadyAssigned,
            _ when medication is { Dispensed: true } && kit!.Status != KitStatus.Damaged => RefusalCode.KitAlreadyDispensed,
            null => RefusalCode.VisitUnknown,
            { Kit: not VisitKit.New } => RefusalCode.VisitWithoutKit,
            _ => visit,
        };
    }

    private static Decision<ParticipantEvents> Misstratified(StudySpec spec, Enrollment enrollment, RecordMisstratification command)
    {
        var used = enrollment.Stratum.Levels.FirstOrDefault(level => level.Factor == command.Factor)?.Level;
        return used switch
        {
            null => RefusalCode.FactorUnknown,
            _ when spec.Factors.Any(factor => factor is RandomizedFactor && factor.Name == command.Factor) => new Refusal(RefusalCode.FactorUnknown, $"{command.Factor} is drawn, not recorded."),
            _ when used == command.CorrectLevel => RefusalCode.LevelUnchanged,
            _ when string.IsNullOrWhiteSpace(command.Reason) => RefusalCode.ReasonMissing,
            _ => Events(new MisstratificationRecorded(command.Factor, used, command.CorrectLevel, command.Reason)),
        };
    }

    private static Decision<StudySpec> KnownLevel(StudySpec spec, RecordMisstratification command) =>
        spec.Factors.FirstOrDefault(candidate => candidate.Name == command.Factor) is { } factor && !factor.Levels.Contains(command.CorrectLevel)
            ? new Refusal(RefusalCode.LevelUnknown, $"{factor.Name} is one of {string.Join(", ", factor.Levels)}.")
            : spec;

    private static Decision<ParticipantEvents> Break(StudySpec spec, ParticipantCase at, RequestEmergencyUnblinding command) =>
        Known(at.Participant, command).Then(Enrolled).Then(_ => command switch
        {
            _ when string.IsNullOrWhiteSpace(command.Reason) => RefusalCode.ReasonMissing,
            _ when !spec.MayBreakCode(command.By) => RefusalCode.CodeBreakNotByThisRole,
            _ => Events(new EmergencyUnblindingRequested(command.Participant, at.Actor, command.Reason)),
        });

    private static Decision<ParticipantEvents> Open(StudySpec spec, ParticipantCase at, RecordOfflineOpening command) =>
        Known(at.Participant, command).Then(Enrolled).Then(_ => command switch
        {
            _ when string.IsNullOrWhiteSpace(command.Reason) => RefusalCode.ReasonMissing,
            _ when string.IsNullOrWhiteSpace(command.OpenedBy) => new Refusal(RefusalCode.ReasonMissing, "Name who opened the code."),
            _ when string.IsNullOrWhiteSpace(command.CodeReadBy) => new Refusal(RefusalCode.ReasonMissing, "Name who read the code out."),
            _ when command.OpenedAt > at.Utc => RefusalCode.OpeningAfterNow,
            _ when TellsTreatment(spec, command.Reason, command.OpenedBy, command.CodeReadBy) => RefusalCode.TreatmentWrittenDown,
            _ => Events(new OfflineOpeningRecorded(command.Participant, command.OpenedAt, command.OpenedBy, command.CodeReadBy, command.Reason, command.Code)),
        });

    private static Decision<ParticipantEvents> Reconcile(StudySpec spec, ParticipantCase at, ReconcileOfflineOpening command) =>
        Known(at.Participant, command).Then(Enrolled).Then(enrolled => (enrolled.Enrollment.Openings.ElementAtOrDefault(command.Opening - 1), command) switch
        {
            (_, _) when string.IsNullOrWhiteSpace(command.Note) => RefusalCode.ReasonMissing,
            (_, _) when TellsTreatment(spec, command.Note) => RefusalCode.TreatmentWrittenDown,
            (null, _) => RefusalCode.OpeningUnknown,
            ({ Reconciled: not null }, _) => RefusalCode.OpeningAlreadyReconciled,
            _ => Events(new OfflineOpeningReconciled(command.Opening, command.Note)),
        });

    // Who writes this knows the treatment. A label, or the word it begins with, would stand in the journal and in the sponsor's e-mail.
    private static bool TellsTreatment(StudySpec spec, params IEnumerable<string> texts)
    {
        string[] words = [.. Telling([.. spec.Arms.Select(arm => arm.Label)]), .. Telling([.. (spec.Treatments ?? []).Select(treatment => treatment.Label)])];
        return texts.Any(text => words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    // A word that stands in every label, such as "first", tells nothing and may be written.
    private static IEnumerable<string> Telling(string[] labels) => labels.Concat(labels.Select(label => label.Split([' ', ','])[0])
        .Where(word => word.Length >= FewestTellingLetters && !labels.All(label => label.Contains(word, StringComparison.OrdinalIgnoreCase))));

    private const int FewestTellingLetters = 4;

    private static Decision<Baseline> Consented(ParticipantState.Existing state) => state switch
    {
        ParticipantState.Consented or ParticipantState.Eligible => state.Baseline,
        ParticipantState.Excluded => RefusalCode.ParticipantExcluded,
        ParticipantState.Enrolled => RefusalCode.AlreadyRandomized,
        _ => RefusalCode.ConsentMissing,
    };

    private static Decision<ParticipantEvents> Unfrozen(ParticipantState.Existing state, ParticipantEvents events) =>
        state is ParticipantState.Eligible ? RefusalCode.AlreadyEligible : events;

    private static Decision<ParticipantState.Enrolled> Enrolled(ParticipantState.Existing state) => state switch
    {
        ParticipantState.Enrolled enrolled => enrolled,
        ParticipantState.Excluded => RefusalCode.ParticipantExcluded,
        _ => RefusalCode.NotRandomized,
    };

    private static Decision<ParticipantState.Randomized> InTreatment(ParticipantState.Existing state) => state switch
    {
        ParticipantState.Randomized randomized => randomized,
        ParticipantState.Excluded => RefusalCode.ParticipantExcluded,
        ParticipantState.Withdrawn => RefusalCode.ParticipantWithdrawn,
        ParticipantState.Completed => RefusalCode.ParticipantCompleted,
        _ => RefusalCode.NotRandomized,
    };

    private static Decision<ParticipantEvents> Events(ParticipantEvent happened) => new ParticipantEvents([happened], []);
}
