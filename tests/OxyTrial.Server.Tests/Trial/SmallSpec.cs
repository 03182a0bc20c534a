using System.Text;
using OxyTrial.Specs;

namespace OxyTrial.Server.Tests.Trial;

/// <summary>A study small enough to be written down: two sites, gender and attachment anxiety, three visits, two kits each.</summary>
internal static class SmallSpec
{
    /// <param name="id">The study.</param>
    /// <param name="sets">Kit sets.</param>
    /// <param name="more">Further keys of the spec, in YAML.</param>
    public static SpecDocument Read(string id, int sets = 40, string more = "")
    {
        var outcome = SpecReader.Read("spec.yaml", Encoding.UTF8.GetBytes(Yaml.Replace("STUDY", id, StringComparison.Ordinal).Replace("SETS", sets.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) + "\n" + more));
        return outcome.Match(accepted => accepted.Document, rejected => throw new InvalidOperationException(string.Join('\n', rejected.Errors)));
    }

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
        arms:
          - { key: O, label: Oxytocin 24 IU, ratio: 1, total-iu: 24 }
          - { key: P, label: "Placebo, excipient-matched", ratio: 1, total-iu: 0, placebo-composition: excipient-matched }
        dose: { total-iu: 24, iu-per-puff: 4, puffs-left: 3, puffs-right: 3 }
        cohorts:
          - { key: BPD, label: Borderline personality disorder }
          - { key: healthy, label: Healthy }
        factors:
          - { name: gender, levels: [F, M] }
          - { name: anxiety, instrument: ecr-r, scale: anxiety, cut-off: 4, at-cut-off: high }
        procedure: { method: permuted-block, sizes: [2, 4] }
        visits:
          - { key: V1, label: Session 1, day: 0, kit: new, task-earliest-minutes: 30, task-latest-minutes: 45 }
          - { key: V2, label: Session 2, day: 7, window-before-days: 3, window-after-days: 3, kit: continue, task-earliest-minutes: 30, task-latest-minutes: 45 }
          - { key: V3, label: Session 3, day: 28, window-before-days: 3, window-after-days: 3, kit: new, task-earliest-minutes: 30, task-latest-minutes: 45 }
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
