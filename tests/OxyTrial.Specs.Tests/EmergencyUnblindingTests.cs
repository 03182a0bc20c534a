using System.Text;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Specs.Tests;

public class EmergencyUnblindingTests
{
    [Theory]
    [InlineData("")]
    [InlineData("emergency-unblinding: { by: [investigator] }\n")]
    public void Investigators_alone_are_the_rule_and_leave_the_canonical_bytes_as_they_were(string written)
    {
        var study = Spec.Accepted(Text + written).Document.Study;

        study.EmergencyUnblinding.ShouldBeNull();
        study.MayBreakCode(CodeBreaker.Investigator).ShouldBeTrue();
        study.MayBreakCode(CodeBreaker.ThirdParty).ShouldBeFalse();
        Canonical(study).ShouldNotContain("emergencyUnblinding");
    }

    [Fact]
    public void A_third_party_alone_takes_the_right_from_investigators()
    {
        var study = Spec.Accepted(Text + "emergency-unblinding: { by: [third-party] }\n").Document.Study;

        study.MayBreakCode(CodeBreaker.ThirdParty).ShouldBeTrue();
        study.MayBreakCode(CodeBreaker.Investigator).ShouldBeFalse();
        Canonical(study).ShouldContain("\"emergencyUnblinding\":{\"by\":[\"thirdParty\"]}");
        Canonical(StudySpecJson.Read(StudySpecJson.Write(study))).ShouldBe(Canonical(study));
    }

    [Fact]
    public void The_order_of_writing_changes_no_byte()
    {
        var one = Spec.Accepted(Text + "emergency-unblinding: { by: [investigator, third-party] }\n").Document.Study;
        var other = Spec.Accepted(Text + "emergency-unblinding: { by: [third-party, investigator] }\n").Document.Study;

        Canonical(one).ShouldBe(Canonical(other));
        one.MayBreakCode(CodeBreaker.Investigator).ShouldBeTrue();
        one.MayBreakCode(CodeBreaker.ThirdParty).ShouldBeTrue();
    }

    [Theory]
    [InlineData("[third-party, third-party]", "'third-party' is listed twice; keep one")]
    [InlineData("[sponsor]", "sponsor")]
    [InlineData("[]", "at least 1")]
    public void What_is_wrong_with_it_is_said(string by, string error) =>
        Spec.Errors(Text + $"emergency-unblinding: {{ by: {by} }}\n").ShouldHaveSingleItem().ShouldContain(error);

    private static readonly string Text = Spec.With("  title: Demo", "  title: Demo").TrimEnd() + "\n";

    private static string Canonical(StudySpec study) => Encoding.UTF8.GetString(StudySpecJson.Write(study));
}
