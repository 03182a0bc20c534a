using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Specs.Tests;

/// <summary>Cross-over, units of several persons, randomized factors: what is read, and what is wrong said with its place.</summary>
public class StructureTests
{
    private const string Sequences = """
        arms:
          - { key: OP, label: First oxytocin, ratio: 1, sequence: [O, P] }
          - { key: PO, label: First placebo, ratio: 1, sequence: [P, O] }
        treatments:
          - { key: O, label: Oxytocin 24 IU, total-iu: 24 }
          - { key: P, label: Placebo, total-iu: 0, placebo-composition: excipient-matched }
        washout: { minimum-days: 7, maximum-days: 14 }
        """;

    private const string Periods = """
        visits:
          - { key: V1, label: One, day: 0, period: 1, kit: new, task-earliest-minutes: 30, task-latest-minutes: 45 }
          - { key: V2, label: Two, day: 10, period: 2, kit: new, task-earliest-minutes: 30, task-latest-minutes: 45 }
        """;

    private const string Unit = "unit:\n  kind: dyad\n  members:\n    - { key: father, label: Father, role: dosed }\n    - { key: infant, label: Infant, role: measured }\n";

    [Fact]
    public void A_cross_over_has_sequences_treatments_periods_and_a_washout()
    {
        var study = Spec.Read(CrossOver()).ShouldBeOfType<SpecAccepted>().Document.Study;
        study.Arms.Select(arm => string.Concat(arm.Sequence!.Value)).ShouldBe(["OP", "PO"]);
        study.Treatments!.Value.Select(treatment => treatment.TotalIu).ShouldBe([24m, 0m]);
        study.Visits.Select(visit => visit.Period).ShouldBe([1, 2]);
        study.Washout.ShouldBe(new WashoutSpec(7, 14));
        Spec.Read(CrossOver().Replace("minimum-days: 7", "minimum-days: unknown", StringComparison.Ordinal)).ShouldBeOfType<SpecAccepted>().Document.Study.Washout.ShouldBe(new WashoutSpec(null, 14));
    }

    [Theory]
    [InlineData("total-iu: 24 }", "total-iu: unknown }", "treatments[0].total-iu")]
    [InlineData("placebo-composition: excipient-matched", "placebo-composition: unknown", "treatments[1].placebo-composition")]
    [InlineData("minimum-days: 7", "minimum-days: unknown", "washout.minimum-days")]
    [InlineData("maximum-days: 14", "maximum-days: unknown", "washout.maximum-days")]
    public void What_no_source_states_of_a_cross_over_is_unknown(string piece, string replacement, string path) =>
        Spec.Accepted(CrossOver().Replace(piece, replacement, StringComparison.Ordinal)).Document.Study.Unknowns.ShouldBe([path]);

    [Fact]
    public void Windows_that_allow_a_dose_before_the_washout_is_over_are_warned_of() =>
        Spec.Warnings(CrossOver().Replace("day: 10, period: 2", "day: 10, window-before-days: 4, window-after-days: 1, period: 2", StringComparison.Ordinal))[0]
            .ShouldEndWith("the visits' windows allow 6 to 11 days after the last dose of the period before; the washout is 7 to 14 days, and a dose before it is over is refused");

    [Theory]
    [InlineData("sequence: [O, P]", "sequence: [O, Q]", "there is no treatment 'Q'; did you mean 'O'?")]
    [InlineData("sequence: [P, O]", "sequence: [P, O, P]", "this arm has 3 periods and the first has 2; write as many treatments")]
    [InlineData("sequence: [P, O] }", "total-iu: 0 }", "an arm of a cross-over needs 'sequence': a treatment for each period, of O, P")]
    [InlineData("sequence: [P, O] }", "sequence: [P, O], total-iu: 0 }", "in a cross-over the dose stands with the treatment; remove it here")]
    [InlineData("sequence: [P, O]", "sequence: [O, O]", "")]
    [InlineData("sequence: [P, O]", "sequence: [O, P]", "an earlier arm has the same sequence; each arm needs its own")]
    [InlineData("key: P,", "key: OP,", "'OP' is the key of an arm too; the treatment needs its own")]
    [InlineData("washout: { minimum-days: 7, maximum-days: 14 }", "", "a cross-over needs 'washout': its 'minimum-days' between periods, or 'unknown'")]
    [InlineData("minimum-days: 7", "minimum-days: 11", "10 days after the last dose of the period before; the washout is 11 to 14 days")]
    [InlineData("maximum-days: 14", "maximum-days: 9", "10 days after the last dose of the period before; the washout is 7 to 9 days")]
    [InlineData("day: 10, period: 2", "day: 10", "a visit that dispenses needs 'period' in a cross-over: write a whole number from 1 to 2")]
    [InlineData("day: 10, period: 2", "day: 10, period: 3", "the arms have 2 periods; write a whole number from 1 to 2")]
    [InlineData("day: 10, period: 2, kit: new", "day: 10, period: 2, kit: continue", "the first visit of a period has another treatment than the one before; write 'new'")]
    [InlineData("day: 10, period: 2", "day: 10, period: 1", "no visit of period 2 dispenses; every period needs a visit with 'kit: new'")]
    public void What_is_wrong_with_a_cross_over_is_said_with_its_place(string piece, string replacement, string said)
    {
        var text = CrossOver().Replace(piece, replacement, StringComparison.Ordinal);
        text.ShouldNotBe(CrossOver());
        if (said.Length == 0)
        {
            Spec.Read(text).ShouldBeOfType<SpecAccepted>();
            return;
        }

        Spec.Errors(text).ShouldContain(error => error.EndsWith(said, StringComparison.Ordinal) && error.StartsWith("spec.yaml:", StringComparison.Ordinal), string.Join('\n', Spec.Errors(text)));
    }

    [Theory]
    [InlineData("day: 0\n", "day: 0\n    period: 1\n", "'period' belongs to a cross-over; list its 'treatments', or remove this")]
    [InlineData("    ratio: 1\n    total-iu: 24\n", "    ratio: 1\n", "an arm needs 'total-iu': write a number from 0 to 10000 or 'unknown'; in a cross-over list 'treatments' and give the arm a 'sequence'")]
    public void A_parallel_study_has_nothing_of_a_cross_over(string piece, string replacement, string said)
    {
        Spec.Errors(Spec.With(piece, replacement)).ShouldContain(error => error.EndsWith(said, StringComparison.Ordinal));
    }

    [Fact]
    public void A_unit_of_two_persons_has_one_who_is_dosed()
    {
        Spec.Read(Unit + Text()).ShouldBeOfType<SpecAccepted>().Document.Study.Unit!.Dosed.Label.ShouldBe("Father");
        Spec.Errors(Unit.Replace("measured", "dosed", StringComparison.Ordinal) + Text()).ShouldHaveSingleItem()
            .ShouldBe("spec.yaml:4:5: error: 2 members are dosed; a kit is for one person, so write 'role: dosed' once");
        Spec.Errors(Unit + "    - { key: infant, label: Second infant, role: measured }\n" + Text()).ShouldBe(
            ["spec.yaml:4:5: error: a dyad has two members", "spec.yaml:6:14: error: 'infant' is the key of an earlier member; each needs its own"], ignoreOrder: true);
    }

    [Fact]
    public void A_factor_may_be_drawn_and_its_procedures_parameters_go_to_the_vault_only()
    {
        var document = Spec.Read(Drawn("randomized: { method: permuted-block, sizes: [2, { value: 4, source: secret-source }], factors: [gender] }")).ShouldBeOfType<SpecAccepted>().Document;
        var setting = document.Study.Factors.OfType<RandomizedFactor>().ShouldHaveSingleItem();
        (setting.Name, setting.ProcedureName, string.Join(' ', setting.ScopeFactors)).ShouldBe(("setting", "permuted-block", "gender"));
        document.ProcedureJson.ShouldContain("\"factors\":{\"setting\":{\"method\":\"permuted-block\",\"factors\":{\"gender\":[\"F\",\"M\"]},\"sizes\":[2,4]}}");
        document.Procedure().GetProperty("method").GetString().ShouldBe("permuted-block");
        System.Text.Encoding.UTF8.GetString(StudySpecJson.Write(document.Study)).ShouldNotContain("secret-source");
    }

    [Theory]
    [InlineData("randomized: { method: permuted-block, sizes: [3] }", "procedure", "factors[3].randomized.sizes[0]: 3 is no block size; possible are multiples of 2")]
    [InlineData("randomized: { method: permuted-block, sizes: [2], factors: [setting] }", "itself", "setting is no factor of the trial; possible are gender, anxiety, site")]
    [InlineData("randomized: { method: permuted-block, sizes: unknown }", "unknown", "'factors[3].randomized.sizes' cannot be unknown or empty: no allocation can be computed without it")]
    public void A_wrong_procedure_of_a_drawn_factor_is_located(string randomized, string what, string said) =>
        Spec.Errors(Drawn(randomized)).ShouldContain(error => error.Contains(said, StringComparison.Ordinal), what);

    [Fact]
    public void A_cap_on_each_stratum_would_tell_a_drawn_level() =>
        Spec.Errors(Drawn("randomized: { method: complete }").Replace("  study: 8\n", "  study: 8\n  per-stratum: 4\n", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("its refusal would tell the level");

    private static string Text() => Spec.With("  title: Demo", "  title: Demo");

    private static string CrossOver()
    {
        var text = Text();
        var (arms, dose) = (text.IndexOf("arms:", StringComparison.Ordinal), text.IndexOf("dose:", StringComparison.Ordinal));
        text = text[..arms] + Sequences + "\n" + text[dose..];
        var (visits, kits) = (text.IndexOf("visits:", StringComparison.Ordinal), text.IndexOf("kits:", StringComparison.Ordinal));
        return text[..visits] + Periods + "\n" + text[kits..];
    }

    private static string Drawn(string randomized) => Spec.With(
        "  - name: site\n    levels: sites", $"  - name: site\n    levels: sites\n  - name: setting\n    levels: [social, non-social]\n    {randomized}");
}
