using System.Text;
using OxyTrial.Specs;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Specs.Tests;

public sealed class StudyFileTests
{
    [Fact]
    public void Bertsch_2013_says_what_the_abstract_says_and_no_more()
    {
        var outcome = Read("bertsch-2013");
        var study = outcome.Document.Study;

        outcome.Warnings.ShouldBeEmpty();
        study.Sexes.ShouldBe(["F"]);
        study.Dose.ShouldBe(new DoseSpec(26, null, null, null, null));
        study.Cohorts.Select(cohort => cohort.Key).ShouldBe(["BPD", "healthy"]);
        study.Caps.Cohorts.ShouldBe([new("BPD", 40), new("healthy", 41)]);
        study.PlannedParticipants.ShouldBeNull();
        study.Factors.ShouldBeEmpty();
        study.ProcedureName.ShouldBe("permuted-block");
        study.ScopeFactors.ShouldBeEmpty();
        study.Visits.Single().TaskEarliestMinutes.ShouldBe(45);
        outcome.Document.Ratio.ShouldBe([1, 1]);
        study.Unknowns.ShouldBe([
            "arms[1].placebo-composition", "dose.iu-per-puff", "dose.puffs-left", "dose.puffs-right", "kits.bottle-iu",
            "kits.priming-puffs", "study.age.maximum", "study.planned-participants", "study.registration",
        ]);
        study.Unknowns.ShouldAllBe(path => study.Citations.ContainsKey(path), "an unknown says where it was looked for");
    }

    [Fact]
    public void The_multisite_trial_balances_attachment_gender_and_site_over_the_cohort()
    {
        var outcome = Read("oxy-bpd-multisite");
        var study = outcome.Document.Study;

        outcome.Warnings.ShouldBeEmpty();
        study.PlannedParticipants.ShouldBe(120);
        study.Sites.Select(site => (site.Id.Value, site.TimeZone)).ShouldBe([("HD", "Europe/Berlin"), ("MA", "Europe/Berlin"), ("UL", "Europe/Berlin")]);
        study.Factors.Select(factor => factor.Name).ShouldBe(["gender", "anxiety", "avoidance", "site"]);
        var anxiety = study.Factors[1].ShouldBeOfType<InstrumentFactor>();
        (anxiety.Instrument, anxiety.Scale, anxiety.CutOff, anxiety.Tie).ShouldBe(("ecr-r", "anxiety", 4m, CutOffTie.High));
        study.Factors[3].ShouldBeOfType<SiteFactor>().Levels.ShouldBe(["HD", "MA", "UL"]);
        study.ProcedureName.ShouldBe("hu-hu");
        study.ScopeFactors.ShouldBeEmpty("the list of a covariate-adaptive procedure is the cohort");
        study.Visits.Where(visit => visit.Kit == VisitKit.New).Select(visit => visit.Key).ShouldBe(["V1", "V5"]);
        study.Kits.Sets.ShouldBeGreaterThanOrEqualTo(240, "120 participants with two kits each under the pooled rule");
        study.Eligibility.Count(check => check.Recheck).ShouldBe(7);
        study.Unknowns.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bertsch-2013")]
    [InlineData("oxy-bpd-multisite")]
    public void No_parameter_of_the_procedure_is_in_the_study_spec(string study)
    {
        var json = Encoding.UTF8.GetString(StudySpecJson.Write(Read(study).Document.Study));

        json.ShouldNotContain("4/5");
        json.ShouldNotContain("sizes");
        json.ShouldNotContain("weights");
        json.ShouldNotContain("procedure.");
    }

    [Theory]
    [InlineData("bertsch-2013")]
    [InlineData("oxy-bpd-multisite")]
    public void Its_canonical_json_reads_back_to_the_same_bytes(string study)
    {
        var bytes = StudySpecJson.Write(Read(study).Document.Study);

        StudySpecJson.Write(StudySpecJson.Read(bytes)).ShouldBe(bytes);
    }

    [Fact]
    public void The_example_of_the_format_reference_is_accepted_without_a_warning()
    {
        var reference = File.ReadAllText(Spec.RepositoryFile("docs", "spec-format.md"));
        var example = reference.Split("```yaml\n")[1].Split("```")[0];

        Spec.Accepted(example).Warnings.ShouldBeEmpty();
    }

    private static SpecAccepted Read(string study)
    {
        var outcome = SpecReader.ReadFile(Spec.RepositoryFile("randomization-specs", study, "spec.yaml"));
        (outcome as SpecRejected)?.Errors.Select(error => error.ToString()).ShouldBeEmpty();
        return outcome.ShouldBeOfType<SpecAccepted>();
    }
}
