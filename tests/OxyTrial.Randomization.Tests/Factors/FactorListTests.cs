using Shouldly;

namespace OxyTrial.Randomization.Tests.Factors;

public class FactorListTests
{
    private static readonly FactorList s_factors = new([new("gender", ["F", "M"]), new("site", ["1", "2", "3"])]);

    [Fact]
    public void A_profile_is_made_of_levels_by_name_or_in_order()
    {
        s_factors.TryProfile(
            new Dictionary<string, string> { ["site"] = "3", ["age"] = "41", ["gender"] = "F" }, out var byName, out _).ShouldBeTrue();
        byName.ShouldBe(s_factors.ProfileOf("F", "3"));
        byName!.GetHashCode().ShouldBe(s_factors.ProfileOf("F", "3").GetHashCode());
        byName.Equals((object)s_factors.ProfileOf("M", "3")).ShouldBeFalse();
        byName.Equals(null).ShouldBeFalse();
        (byName.Count, byName[0], byName[1]).ShouldBe((2, 0, 2));
        FactorList.Empty.ProfileOf().ShouldBe(Profile.Empty);
    }

    [Fact]
    public void A_missing_factor_and_an_unknown_level_are_said_with_what_is_possible()
    {
        s_factors.TryProfile(new Dictionary<string, string> { ["gender"] = "F" }, out _, out var error).ShouldBeFalse();
        error.ShouldBe("site is missing; possible are 1, 2, 3");
        s_factors.TryProfile(["F", "4"], out var profile, out error).ShouldBeFalse();
        profile.ShouldBeNull();
        error.ShouldBe("site is \"4\"; possible are 1, 2, 3");
        s_factors.TryProfile(["F"], out _, out error).ShouldBeFalse();
        error.ShouldBe("there are 1 levels for 2 factors");
        Should.Throw<ArgumentException>(() => s_factors.ProfileOf("X", "1"));
    }

    [Fact]
    public void Different_strata_have_different_names()
    {
        s_factors.StratumOf(s_factors.ProfileOf("F", "2")).ShouldBe("gender=F|site=2");
        var odd = new FactorList([new("a", ["x|b=y", "x"]), new("b", ["y", "\\"])]);
        odd.StratumOf(odd.ProfileOf("x|b=y", "\\")).ShouldBe("a=x\\|b\\=y|b=\\\\");
        FactorList.Empty.StratumOf(Profile.Empty).ShouldBe("");
    }

    [Fact]
    public void Wrong_factors_are_an_exception_where_they_are_known_to_be_right() =>
        Should.Throw<ArgumentException>(() => new FactorList([new("a", [])])).Message.ShouldStartWith("factor a has no levels");

    [Fact]
    public void Factors_are_equal_by_name_and_levels_in_order()
    {
        new FactorDefinition("a", ["x", "y"]).ShouldBe(new FactorDefinition("a", ["x", "y"]));
        new FactorDefinition("a", ["x", "y"]).GetHashCode().ShouldBe(new FactorDefinition("a", ["x", "y"]).GetHashCode());
        new FactorDefinition("a", ["x", "y"]).ShouldNotBe(new FactorDefinition("a", ["y", "x"]));
        new FactorDefinition("a", ["x", "y"]).Equals(null).ShouldBeFalse();
    }
}
