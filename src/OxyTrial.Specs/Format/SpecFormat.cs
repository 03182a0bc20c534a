using System.Collections.Immutable;

namespace OxyTrial.Specs.Format;

/// <summary>Format version 1: every key of <c>spec.yaml</c> in the order of docs/spec-format.md.</summary>
internal static class SpecFormat
{
    public const int Version = 1;

    private static readonly TextType Text = new();
    private static readonly IntegerType Participants = new(1, 1_000_000);
    private static readonly IntegerType Minutes = new(0, 1440);
    private static readonly IntegerType Age = new(0, 130);
    private static readonly DecimalType Iu = new(0, 10_000, "IU");
    private static readonly DecimalType Puffs = new(0, 100, "puffs");

    private static readonly SectionType Study = new("the study",
    [
        new("id", new KeyType("a study identifier"), "Identifier of the study."),
        new("title", Text, "Title as in the protocol."),
        new("registration", Text, "Registry number; leave out when there is none.", Required: false, AllowsUnknown: true),
        new("masked", new ListType(new KeyType("a role"), "masked roles", 1), "Who is masked, e.g. participant, investigator."),
        new("planned-participants", Participants, "Planned number of participants.", AllowsUnknown: true),
        new("sexes", new ListType(new ChoiceType("F", "M", "INTERSEX"), "sexes", 1), "Sexes admitted; leave out for no restriction.", Required: false, AllowsUnknown: true),
        new("age", new SectionType("the age range",
        [
            new("minimum", Age, "Youngest age in years; leave out for none.", Required: false, AllowsUnknown: true),
            new("maximum", Age, "Oldest age in years; leave out for none.", Required: false, AllowsUnknown: true),
        ]), "Ages admitted, ends included.", Required: false),
    ]);

    private static readonly SectionType Arm = new("an arm",
    [
        new("key", new KeyType("an arm key"), "Short key, e.g. A."),
        new("label", Text, "What is in the kit; read back at unblinding."),
        new("ratio", new IntegerType(1, 100), "Allocation ratio."),
        new("total-iu", Iu, "Oxytocin per dose in IU; 0 for placebo. Not in a cross-over.", Required: false, AllowsUnknown: true),
        new("placebo-composition", new ChoiceType("excipient-matched", "saline"), "For an arm of 0 IU only.", Required: false, AllowsUnknown: true),
        new("sequence", new ListType(new KeyType("a treatment's key"), "treatments' keys", 2), "Cross-over only: the treatment of each period.", Required: false),
    ]);

    private static readonly SectionType Treatment = new("a treatment",
    [
        new("key", new KeyType("a treatment's key"), "Short key, e.g. O."),
        new("label", Text, "What is in the kit."),
        new("total-iu", Iu, "Oxytocin per dose in IU; 0 for placebo.", AllowsUnknown: true),
        new("placebo-composition", new ChoiceType("excipient-matched", "saline"), "For a treatment of 0 IU only.", Required: false, AllowsUnknown: true),
    ]);

    private static readonly SectionType Washout = new("the washout",
    [
        new("minimum-days", new IntegerType(1, 3650), "Least days between the last dose of a period and the first of the next.", AllowsUnknown: true),
        new("maximum-days", new IntegerType(1, 3650), "Most days the plan may leave between them.", Required: false, AllowsUnknown: true),
    ]);

    private static readonly SectionType Member = new("a member",
    [
        new("key", new KeyType("a member's key"), "Key, e.g. father."),
        new("label", Text, "Member as printed."),
        new("role", new ChoiceType("dosed", "measured"), "Takes the medication, or is measured only."),
    ]);

    private static readonly SectionType Unit = new("the unit",
    [
        new("kind", new ChoiceType("dyad"), "What is randomized when it is more than one person."),
        new("members", new ListType(Member, "members", 2), "The persons of the unit; one is dosed."),
    ]);

    private static readonly SectionType Dose = new("the dose",
    [
        new("total-iu", Iu, "Protocol dose in IU.", AllowsUnknown: true),
        new("iu-per-puff", new DecimalType(0.1m, 1000, "IU"), "IU per puff of the device.", AllowsUnknown: true),
        new("puffs-left", Puffs, "Puffs into the left nostril.", AllowsUnknown: true),
        new("puffs-right", Puffs, "Puffs into the right nostril.", AllowsUnknown: true),
        new("nostril-rule", Text, "What to do with an odd number of puffs.", Required: false, AllowsUnknown: true),
    ]);

    private static readonly SectionType Cohort = new("a cohort",
    [
        new("key", new KeyType("a cohort key"), "Key used in strata, e.g. BPD."),
        new("label", Text, "Cohort as printed."),
    ]);

    private static readonly Field Randomized = new(
        "randomized", new ProcedureType(), "Draws the level, openly, at randomization: a procedure; its parameters go to the vault.", Required: false);

    private static readonly SectionType Factor = new("a factor",
    [
        new("name", new KeyType("a factor's name"), "Name, e.g. gender."),
        new("levels", new LevelsType(), "Levels of a recorded factor, the word sites, or a grouping of an instrument's categories.", Required: false),
        new("instrument", new KeyType("an instrument's id"), "Instrument the level is read off: a questionnaire with scale and cut-off, e.g. ecr-r; or one that gives categories, e.g. aai.", Required: false),
        new("scale", new KeyType("a scale"), "Scale of the questionnaire, e.g. anxiety.", Required: false),
        new("cut-off", new DecimalType(-1000, 1000), "Fixed cut-off on the scale.", Required: false),
        new("at-cut-off", new ChoiceType("low", "high"), "Level of a score on the cut-off.", Required: false),
        new("targets", new ListType(new KeyType("a target"), "targets", 1), "Persons the score is the mean over; all of the instrument's when left out.", Required: false),
        new("standard-deviation", new DecimalType(0, 1000), "Standard deviation of the scale, for its standard error of measurement.", Required: false),
        new("reliability", new DecimalType(0, 1), "Reliability of the scale, for its standard error of measurement.", Required: false),
        Randomized,
    ]);

    private static readonly SectionType Caps = new("the caps",
    [
        new("study", Participants, "Most participants in the study.", Required: false),
        new("per-stratum", Participants, "Most participants in any one stratum.", Required: false),
        new("cohorts", new NumbersByKeyType("cohort", Participants), "Most participants by cohort.", Required: false),
        new("sites", new NumbersByKeyType("site", Participants), "Most participants by site.", Required: false),
    ]);

    private static readonly SectionType Visit = new("a visit",
    [
        new("key", new KeyType("a visit key"), "Key, e.g. V1."),
        new("label", Text, "Visit as printed."),
        new("day", new IntegerType(-365, 3650), "Planned day; 0 = day of randomization."),
        new("window-before-days", new IntegerType(0, 365), "Days before that are still in the window; 0 when left out.", Required: false),
        new("window-after-days", new IntegerType(0, 365), "Days after that are still in the window; 0 when left out.", Required: false),
        new("period", new IntegerType(1, 10), "Cross-over only: the period of the visit.", Required: false),
        new("kit", new ChoiceType("new", "continue", "none"), "Takes a new kit, goes on with the last one, or gives nothing."),
        new("task-earliest-minutes", Minutes, "Earliest start of the task after the spray.", Required: false, AllowsUnknown: true),
        new("task-latest-minutes", Minutes, "Latest start of the task after the spray.", Required: false, AllowsUnknown: true),
    ]);

    private static readonly SectionType Kits = new("the kits",
    [
        new("number-digits", new IntegerType(4, 8), "Digits of a kit number before its check digit."),
        new("sets", Participants, "Balanced sets made; a set holds for each arm as many kits as its ratio."),
        new("stock-rule", new ChoiceType("pooled", "every-arm"), "When a site's stock allows a randomization."),
        new("do-not-dispense-days", new IntegerType(0, 365), "Days before expiry from which a kit is not dispensed."),
        new("bottle-iu", new DecimalType(0.1m, 100_000, "IU"), "Content of a bottle in IU.", AllowsUnknown: true),
        new("priming-puffs", new IntegerType(0, 50), "Puffs that prime the pump.", AllowsUnknown: true),
        new("opened-months", new IntegerType(1, 60), "Months a bottle may be used once opened."),
        new("storage", Text, "Storage instruction as printed."),
    ]);

    private static readonly SectionType Site = new("a site",
    [
        new("id", new KeyType("a site identifier"), "Identifier of the site."),
        new("name", Text, "Site as printed."),
        new("time-zone", Text, "IANA time zone, e.g. Europe/Berlin."),
    ]);

    private static readonly SectionType Check = new("an eligibility check",
    [
        new("key", new KeyType("an eligibility key"), "Key, e.g. pregnancy-test-negative."),
        new("text", Text, "Sentence to confirm; yes means eligible."),
        new("recheck", new FlagType(), "Whether the dosing sheet asks again before each dose."),
    ]);

    private static readonly SectionType Beacon = new("the beacon",
    [
        new("source", new KeyType("a beacon's name"), "The beacon, e.g. drand-quicknet."),
        new("round", new IntegerType(1, 2_000_000_000), "Its round; one whose value does not exist when the study is sealed."),
    ]);

    private static readonly SectionType Contact = new("the emergency contact",
    [
        new("name", Text, "Name or role."),
        new("telephone", Text, "Number reached round the clock."),
    ]);

    private static readonly SectionType Emergency = new("the emergency unblinding",
    [
        new("by", new ListType(new ChoiceType("investigator", "third-party"), "roles", 1), "Who may break a code."),
    ]);

    /// <summary>The whole file.</summary>
    public static SectionType Root { get; } = new("a spec",
    [
        new("format", new IntegerType(Version, Version), "Version of this format."),
        new("study", Study, "The study."),
        new("arms", new ListType(Arm, "arms", 2), "Arms in the order of the ratio."),
        new("treatments", new ListType(Treatment, "treatments", 2), "Cross-over only: what a kit contains; arms then have a sequence.", Required: false),
        new("washout", Washout, "Cross-over only: the time between periods.", Required: false),
        new("unit", Unit, "The unit of randomization, when it is more than one person.", Required: false),
        new("dose", Dose, "What every participant sprays, whatever the arm."),
        new("cohorts", new ListType(Cohort, "cohorts", 1), "Cohorts, each with allocation lists of its own."),
        new("factors", new ListType(Factor, "factors", 0), "Stratification factors; [] for none."),
        new("procedure", new ProcedureType(), "Randomization procedure; its parameters go to the vault."),
        new("beacon", Beacon, "A public beacon whose value is mixed into the secret.", Required: false),
        new("caps", Caps, "Upper limits of enrollment.", Required: false),
        new("visits", new ListType(Visit, "visits", 1), "Visits in order."),
        new("kits", Kits, "Kits and their stock rule."),
        new("sites", new ListType(Site, "sites", 1), "Sites that may open."),
        new("eligibility", new ListType(Check, "eligibility checks", 1), "Checks confirmed before randomization."),
        new("emergency-contact", Contact, "Whom to call for emergency unblinding."),
        new("emergency-unblinding", Emergency, "Who may break a code; the site's investigators when left out.", Required: false),
    ]);

    /// <summary>Every section of the format, the whole file first.</summary>
    public static ImmutableArray<SectionType> Sections { get; } = [.. Within(Root)];

    private static IEnumerable<SectionType> Within(FieldType type) => type switch
    {
        SectionType section => section.Fields.SelectMany(field => Within(field.Type)).Prepend(section),
        ListType list => Within(list.Item),
        _ => [],
    };
}
