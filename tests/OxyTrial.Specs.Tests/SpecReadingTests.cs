using OxyTrial.Specs.Format;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Specs.Tests;

public sealed class SpecReadingTests
{
    [Fact]
    public void Every_field_arrives_in_the_study_spec()
    {
        var study = Spec.Accepted(Spec.Valid).Document.Study;

        (study.FormatVersion, study.Id.Value, study.Title, study.PlannedParticipants).ShouldBe((1, "demo", "Demo", (int?)8));
        study.Masked.ShouldBe(["participant", "investigator"]);
        study.Arms.ShouldBe([new("A", "Oxytocin 24 IU", 1, 24, null), new("B", "Placebo", 1, 0, "excipient-matched")]);
        study.Dose.ShouldBe(new DoseSpec(24, 4, 3, 3, null));
        study.Cohorts.ShouldBe([new("BPD", "Borderline personality disorder")]);
        (study.Caps.Study, study.Caps.PerStratum, study.Caps.Cohorts["BPD"], study.Caps.Sites["HD"]).ShouldBe(((int?)8, (int?)null, 8, 8));
        study.Visits.ShouldBe([new("V1", "Session 1", 0, 0, 0, VisitKit.New, 30, 45)]);
        study.Kits.ShouldBe(new KitSpec(6, 8, StockRule.Pooled, 7, 200, 3, 1, "Cool"));
        study.Sites.Select(site => (site.Id.Value, site.Name, site.TimeZone)).ShouldBe([("HD", "Heidelberg", "Europe/Berlin"), ("UL", "Ulm", "Europe/Berlin")]);
        study.Eligibility.ShouldBe([new("adult", "The participant is an adult.", false)]);
        study.EmergencyContact.ShouldBe(new EmergencyContactSpec("On call", "+49 30 23125 002"));
        (study.Registration, study.Sexes.Length, study.MinimumAge, study.Unknowns.Length, study.Citations.Count).ShouldBe((null, 0, null, 0, 0));
    }

    [Fact]
    public void A_procedure_that_names_no_factors_uses_all_and_a_permuted_block_is_stratified_by_them()
    {
        var document = Spec.Accepted(Spec.Valid).Document;

        document.Study.ScopeFactors.ShouldBe(["gender", "anxiety", "site"]);
        document.ProcedureJson.ShouldBe("""{"method":"permuted-block","factors":{"gender":["F","M"],"anxiety":["low","high"],"site":["HD","UL"]},"sizes":[2,4]}""");
        document.Procedure().GetProperty("sizes")[1].GetInt32().ShouldBe(4);
    }

    [Theory]
    [InlineData("sizes: [2, 4]", "sizes: [2, 4]\n  factors: [site]", "permuted-block", "site")]
    [InlineData("sizes: [2, 4]", "sizes: [2, 4]\n  factors: []", "permuted-block", "")]
    [InlineData("method: permuted-block\n  sizes: [2, 4]", "method: complete", "complete", "")]
    [InlineData("method: permuted-block\n  sizes: [2, 4]", "method: minimization\n  metric: range\n  probability: 4/5", "minimization", "")]
    public void Only_the_factors_of_a_stratified_procedure_are_its_scope(string piece, string replacement, string name, string scope)
    {
        var study = Spec.Accepted(Spec.With(piece, replacement)).Document.Study;

        study.ProcedureName.ShouldBe(name);
        string.Join(',', study.ScopeFactors).ShouldBe(scope);
    }

    [Fact]
    public void Fractions_and_decimals_of_the_procedure_keep_their_exact_text() =>
        Spec.Accepted(Spec.With("method: permuted-block\n  sizes: [2, 4]", "method: minimization\n  metric: range\n  probability: 0.8000000000000000000000001\n  weights: { gender: 1/3, anxiety: 1/3, site: 1/3 }"))
            .Document.ProcedureJson.ShouldContain("\"8000000000000000000000001/10000000000000000000000000\"");

    [Fact]
    public void A_citation_of_a_procedure_parameter_stays_out_of_the_study_spec() =>
        Spec.Accepted(Spec.With("sizes: [2, 4]", "sizes: { value: [2, 4], source: \"protocol 7.3\" }")).Document.Study.Citations.ShouldBeEmpty();

    [Fact]
    public void Any_field_may_be_cited_and_the_citation_is_kept_by_path()
    {
        var text = Spec.With("label: Placebo", "label: { value: Placebo, source: p1 }")
            .Replace("dose:\n  total-iu: 24\n  iu-per-puff: 4\n  puffs-left: 3\n  puffs-right: 3", "dose: { value: { total-iu: { value: 24, source: p3 }, iu-per-puff: 4, puffs-left: 3, puffs-right: 3 }, source: p2 }", StringComparison.Ordinal)
            .Replace("levels: [F, M]", "levels: [{ value: F, source: p4 }, M]", StringComparison.Ordinal);

        Spec.Accepted(text).Document.Study.Citations.ShouldBe([
            new("arms[1].label", "p1"), new("dose", "p2"), new("dose.total-iu", "p3"), new("factors[0].levels[0]", "p4"),
        ]);
    }

    [Theory]
    [InlineData("title: Demo", "title: Demo\n  registration: unknown", "study.registration")]
    [InlineData("planned-participants: 8", "planned-participants: unknown", "study.planned-participants")]
    [InlineData("title: Demo", "title: Demo\n  sexes: unknown", "study.sexes")]
    [InlineData("title: Demo", "title: Demo\n  age: { minimum: unknown }", "study.age.minimum")]
    [InlineData("title: Demo", "title: Demo\n  age: { maximum: unknown }", "study.age.maximum")]
    [InlineData("ratio: 1\n    total-iu: 24", "ratio: 1\n    total-iu: unknown", "arms[0].total-iu")]
    [InlineData("placebo-composition: excipient-matched", "placebo-composition: unknown", "arms[1].placebo-composition")]
    [InlineData("dose:\n  total-iu: 24", "dose:\n  total-iu: unknown", "dose.total-iu")]
    [InlineData("iu-per-puff: 4", "iu-per-puff: unknown", "dose.iu-per-puff")]
    [InlineData("puffs-left: 3", "puffs-left: unknown", "dose.puffs-left")]
    [InlineData("puffs-right: 3", "puffs-right: unknown", "dose.puffs-right")]
    [InlineData("puffs-right: 3", "puffs-right: 3\n  nostril-rule: unknown", "dose.nostril-rule")]
    [InlineData("task-earliest-minutes: 30", "task-earliest-minutes: unknown", "visits[0].task-earliest-minutes")]
    [InlineData("task-latest-minutes: 45", "task-latest-minutes: { value: unknown, source: not stated }", "visits[0].task-latest-minutes")]
    [InlineData("bottle-iu: 200", "bottle-iu: unknown", "kits.bottle-iu")]
    [InlineData("priming-puffs: 3", "priming-puffs: unknown", "kits.priming-puffs")]
    public void A_field_that_may_be_unknown_is_listed_as_unknown(string piece, string replacement, string path) =>
        Spec.Accepted(Spec.With(piece, replacement)).Document.Study.Unknowns.ShouldBe([path]);

    // Four more are a cross-over's: see StructureTests.
    [Fact]
    public void Those_are_all_the_fields_that_may_be_unknown() =>
        SpecFormat.Sections.SelectMany(section => section.Fields).Count(field => field.AllowsUnknown).ShouldBe(16 + 4);

    [Fact]
    public void The_word_unknown_in_quotes_is_a_text() =>
        Spec.Accepted(Spec.With("title: Demo", "title: \"unknown\"")).Document.Study.Title.ShouldBe("unknown");

    // Every file cut short, and every file with one character changed, is accepted or rejected: never an exception.
    [Fact]
    public void Whatever_is_cut_or_changed_there_is_an_outcome()
    {
        char[] planted = ['"', '\'', '[', ']', '{', '}', ':', '&', '*', '!', '|', '>', '%', '@', '`', '-', '?', '#', '\t', '\n', '\0', '\uFFFE', '0'];
        for (var at = 0; at < Spec.Valid.Length; at += 5)
        {
            Spec.Read(Spec.Valid[..at]).ShouldNotBeNull();
            var changed = Spec.Valid.ToCharArray();
            changed[at] = planted[at / 5 % planted.Length];
            Spec.Read(new string(changed)).ShouldNotBeNull();
        }
    }
}
