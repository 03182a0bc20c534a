using System.Text;
using OxyTrial.Specs;
using Shouldly;

namespace OxyTrial.Specs.Tests;

/// <summary>A small valid spec that each test changes in one place, so that line and column in a test can be counted here.</summary>
internal static class Spec
{
    public const string Valid = """
        format: 1
        study:
          id: demo
          title: Demo
          masked: [participant, investigator]
          planned-participants: 8
        arms:
          - key: A
            label: Oxytocin 24 IU
            ratio: 1
            total-iu: 24
          - key: B
            label: Placebo
            ratio: 1
            total-iu: 0
            placebo-composition: excipient-matched
        dose:
          total-iu: 24
          iu-per-puff: 4
          puffs-left: 3
          puffs-right: 3
        cohorts:
          - key: BPD
            label: Borderline personality disorder
        factors:
          - name: gender
            levels: [F, M]
          - name: anxiety
            instrument: ecr-r
            scale: anxiety
            cut-off: 4
            at-cut-off: low
          - name: site
            levels: sites
        procedure:
          method: permuted-block
          sizes: [2, 4]
        caps:
          study: 8
          cohorts: { BPD: 8 }
          sites: { HD: 8 }
        visits:
          - key: V1
            label: Session 1
            day: 0
            kit: new
            task-earliest-minutes: 30
            task-latest-minutes: 45
        kits:
          number-digits: 6
          sets: 8
          stock-rule: pooled
          do-not-dispense-days: 7
          bottle-iu: 200
          priming-puffs: 3
          opened-months: 1
          storage: Cool
        sites:
          - id: HD
            name: Heidelberg
            time-zone: Europe/Berlin
          - id: UL
            name: Ulm
            time-zone: Europe/Berlin
        eligibility:
          - key: adult
            text: The participant is an adult.
            recheck: false
        emergency-contact:
          name: On call
          telephone: "+49 30 23125 002"

        """;

    public static SpecOutcome Read(string text) => SpecReader.Read("spec.yaml", Encoding.UTF8.GetBytes(text));

    public static SpecAccepted Accepted(string text)
    {
        var outcome = Read(text);
        (outcome as SpecRejected)?.Errors.Select(error => error.ToString()).ShouldBeEmpty();
        return outcome.ShouldBeOfType<SpecAccepted>();
    }

    public static string[] Errors(string text) =>
        [.. Read(text).ShouldBeOfType<SpecRejected>().Errors.Select(error => error.ToString())];

    public static string[] Warnings(string text) => [.. Read(text).Warnings.Select(warning => warning.ToString())];

    /// <summary>The valid spec with one exact piece of text replaced; the piece must occur once.</summary>
    public static string With(string piece, string replacement)
    {
        (Valid.Split(piece).Length - 1).ShouldBe(1, $"'{piece}' must occur once");
        return Valid.Replace(piece, replacement, StringComparison.Ordinal);
    }

    public static string RepositoryFile(params string[] path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OxyTrial.sln")))
        {
            folder = folder.Parent.ShouldNotBeNull();
        }

        return Path.Combine([folder.FullName, .. path]);
    }
}
