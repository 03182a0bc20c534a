using System.Text;
using OxyTrial.Specs;

namespace OxyTrial.Server.Tests.Trial;

/// <summary>In what a small study can differ from parallel groups.</summary>
public enum SmallDesign
{
    /// <summary>Two arms.</summary>
    Parallel,

    /// <summary>Both treatments in either order; stratified by rated prototypes too.</summary>
    CrossOver,

    /// <summary>A setting that is drawn openly, and two arms within it; stratified by a coded interview too.</summary>
    TwoByTwo,
}

/// <summary>A study small enough to be written down: two sites, gender and attachment anxiety, three visits, two kits each.</summary>
internal static class SmallSpec
{
    /// <param name="id">The study.</param>
    /// <param name="sets">Kit sets.</param>
    /// <param name="design">Design.</param>
    /// <param name="more">Further keys of the spec, in YAML.</param>
    public static SpecDocument Read(string id, int sets = 40, SmallDesign design = SmallDesign.Parallel, string more = "")
    {
        var yaml = Yaml.Replace("STUDY", id, StringComparison.Ordinal)
            .Replace("SETS", sets.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("ARMS", design == SmallDesign.CrossOver ? Sequences : Arms, StringComparison.Ordinal)
            .Replace("FACTORS", FactorsOf(design), StringComparison.Ordinal)
            .Replace("PERIOD-1", design == SmallDesign.CrossOver ? "period: 1, " : string.Empty, StringComparison.Ordinal)
            .Replace("PERIOD-2", design == SmallDesign.CrossOver ? "period: 2, " : string.Empty, StringComparison.Ordinal);
        return SpecReader.Read("spec.yaml", Encoding.UTF8.GetBytes(yaml + "\n" + more))
            .Match(accepted => accepted.Document, rejected => throw new InvalidOperationException(string.Join('\n', rejected.Errors)));
    }

    private static string FactorsOf(SmallDesign design) => design switch
    {
        SmallDesign.CrossOver => "\n  - { name: style, instrument: rq, levels: { secure: [secure], insecure: [fearful, preoccupied, dismissing] } }",
        SmallDesign.TwoByTwo =>
            "\n  - { name: attachment, instrument: aai, levels: { secure: [secure], insecure: [preoccupied, dismissing, unresolved] } }"
            + "\n  - { name: setting, levels: [social, alone], randomized: { method: permuted-block, sizes: [2, 4], factors: [gender] } }",
        _ => string.Empty,
    };

    private const string Arms = """
        arms:
          - { key: O, label: Oxytocin 24 IU, ratio: 1, total-iu: 24 }
          - { key: P, label: "Placebo, excipient-matched", ratio: 1, total-iu: 0, placebo-composition: excipient-matched }
        """;

    private const string Sequences = """
        arms:
          - { key: OP, label: "Oxytocin, then placebo", ratio: 1, sequence: [O, P] }
          - { key: PO, label: "Placebo, then oxytocin", ratio: 1, sequence: [P, O] }
        treatments:
          - { key: O, label: Oxytocin 24 IU, total-iu: 24 }
          - { key: P, label: "Placebo, excipient-matched", total-iu: 0, placebo-composition: excipient-matched }
        washout: { minimum-days: 7, maximum-days: 60 }
        """;

    private const string Yaml = """
        format: 1
        study:
          id: STUDY
          title: Oxytocin before psychotherapy sessions
          registration: unknown
          masked: [participant, investigator, pharmacist]
          planned-participants: 60
          sexes: [F, M]
          age: { minimum: 18, maximum: 50 }
        ARMS
        dose: { total-iu: 24, iu-per-puff: 4, puffs-left: 3, puffs-right: 3 }
        cohorts:
          - { key: BPD, label: Borderline personality disorder }
          - { key: healthy, label: Healthy }
        factors:
          - { name: gender, levels: [F, M] }
          - { name: anxiety, instrument: ecr-r, scale: anxiety, cut-off: 4, at-cut-off: high }FACTORS
        procedure: { method: permuted-block, sizes: [2, 4] }
        visits:
          - { key: V1, label: Session 1, day: 0, PERIOD-1kit: new, task-earliest-minutes: 30, task-latest-minutes: 45 }
          - { key: V2, label: Session 2, day: 7, window-before-days: 3, window-after-days: 3, PERIOD-1kit: continue, task-earliest-minutes: 30, task-latest-minutes: 45 }
          - { key: V3, label: Session 3, day: 28, window-before-days: 3, window-after-days: 3, PERIOD-2kit: new, task-earliest-minutes: 30, task-latest-minutes: 45 }
        kits:
          number-digits: 6
          sets: SETS
          stock-rule: pooled
          do-not-dispense-days: 0
          bottle-iu: 200
          priming-puffs: 3
          opened-months: 1
          storage: Unopened at 2–8 °C; opened at 15–25 °C
        sites:
          - { id: HD, name: Heidelberg, time-zone: Europe/Berlin }
          - { id: MA, name: Mannheim, time-zone: Europe/Berlin }
        eligibility:
          - { key: adult, text: The participant is an adult., recheck: false }
          - { key: nose-clear, text: Both nostrils are free., recheck: true }
        emergency-contact: { name: Emergency unblinding service, telephone: "+49 30 23125 000" }
        """;
}
