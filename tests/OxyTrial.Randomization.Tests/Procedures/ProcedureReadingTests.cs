using Shouldly;

namespace OxyTrial.Randomization.Tests.Procedures;

public class ProcedureReadingTests
{
    private static readonly FactorDefinition[] s_trial =
        [new("gender", ["F", "M"]), new("avoidance", ["low", "high"]), new("site", ["1"])];

    private const string HuHu = """
        {"method":"hu-hu","factors":{"gender":["F","M"],"site":["1","2"]},"probability":0.85,
         "weights":{"overall":0.2,"margins":{"gender":0.25,"site":"1/4"},"stratum":0.3}}
        """;

    [Theory]
    [InlineData("""{"method":"complete"}""", """{"method":"complete"}""")]
    [InlineData("""{"sizes":[6,4],"method":"permuted-block"}""", """{"method":"permuted-block","sizes":[4,6]}""")]
    [InlineData(
        """{"method":"permuted-block","sizes":[4],"factors":{"site":["1","2"]}}""",
        """{"method":"permuted-block","factors":{"site":["1","2"]},"sizes":[4]}""")]
    [InlineData(
        """{"method":"minimization","weights":{"site":0.50},"metric":"range","probability":0.80,"factors":{"gender":["F","M"],"site":["1"]}}""",
        """{"method":"minimization","factors":{"gender":["F","M"],"site":["1"]},"metric":"range","probability":"4/5","weights":{"gender":"1","site":"1/2"}}""")]
    [InlineData(
        HuHu,
        """{"method":"hu-hu","factors":{"gender":["F","M"],"site":["1","2"]},"probability":"17/20","weights":{"overall":"1/5","margins":{"gender":"1/4","site":"1/4"},"stratum":"3/10"}}""")]
    [InlineData("""{"length":6,"method":"random-allocation-rule"}""", """{"method":"random-allocation-rule","length":6}""")]
    [InlineData("""{"method":"truncated-binomial","length":6}""", """{"method":"truncated-binomial","length":6}""")]
    [InlineData("""{"method":"efron-coin","probability":0.75}""", """{"method":"efron-coin","probability":"3/4"}""")]
    [InlineData(
        """{"method":"big-stick","tolerance":3,"factors":{"site":["1"]}}""",
        """{"method":"big-stick","factors":{"site":["1"]},"tolerance":3}""")]
    [InlineData("""{"method":"block-urn","lambda":3}""", """{"method":"block-urn","lambda":3}""")]
    [InlineData("""{"method":"wei-urn","beta":1.50,"alpha":0}""", """{"method":"wei-urn","alpha":"0","beta":"3/2"}""")]
    [InlineData("""{"method":"maximal","length":20,"tolerance":3}""", """{"method":"maximal","tolerance":3,"length":20}""")]
    [InlineData(
        """{"method":"dynamic-hierarchical","levels":[{"threshold":2,"within":"stratum"},{"within":"site","probability":0.8,"threshold":3}],"factors":{"site":["1"]}}""",
        """{"method":"dynamic-hierarchical","factors":{"site":["1"]},"levels":[{"within":"stratum","threshold":2,"probability":"1"},{"within":"site","threshold":3,"probability":"4/5"}]}""")]
    public void A_definition_has_one_canonical_text_and_reads_back_from_it(string json, string canonical)
    {
        var definition = Given.Procedure(json);
        definition.ToCanonicalJson().ShouldBe(canonical);
        var again = Given.Procedure(canonical);
        again.ShouldBe(definition);
        again.GetHashCode().ShouldBe(definition.GetHashCode());
        again.Equals((object)definition).ShouldBeTrue();
        definition.ToString().ShouldBe(definition.Method);
    }

    [Fact]
    public void Different_parameters_are_different_definitions()
    {
        Given.Procedure("""{"method":"permuted-block","sizes":[4]}""").ShouldNotBe(
            Given.Procedure("""{"method":"permuted-block","sizes":[4,6]}"""));
        Given.Procedure("""{"method":"complete"}""").Equals(null).ShouldBeFalse();
    }

    [Fact]
    public void Factors_are_named_from_the_trial_in_the_procedures_order()
    {
        var reading = Given.Reading(
            """{"method":"permuted-block","sizes":[4],"factors":["avoidance","gender"]}""", factors: s_trial);
        reading.Errors.ShouldBeEmpty();
        reading.Definition!.Factors.Factors.Select(factor => factor.Name).ShouldBe(["avoidance", "gender"]);
        reading.Definition.IsStratified.ShouldBeTrue();
        Given.Reading(reading.Definition.ToCanonicalJson(), factors: s_trial).Definition.ShouldBe(reading.Definition);
    }

    [Fact]
    public void The_names_of_the_methods_are_those_that_are_read() =>
        ProcedureMethods.Names.ShouldBe(
            ["complete", "permuted-block", "random-allocation-rule", "truncated-binomial", "efron-coin", "big-stick", "block-urn", "wei-urn", "maximal",
                "minimization", "hu-hu", "dynamic-hierarchical"]);

    [Theory]
    [InlineData("[]", "a procedure is an object such as {\"method\": \"permuted-block\", \"sizes\": [4, 6]}")]
    [InlineData("{}", "method: is missing; possible are complete, permuted-block, random-allocation-rule, truncated-binomial, efron-coin, big-stick, block-urn, wei-urn, maximal, minimization, hu-hu, dynamic-hierarchical")]
    [InlineData("""{"method":"coin"}""", "method: \"coin\" is unknown; possible are complete, permuted-block, random-allocation-rule, truncated-binomial, efron-coin, big-stick, block-urn, wei-urn, maximal, minimization, hu-hu, dynamic-hierarchical")]
    [InlineData("""{"method":7}""", "method: \"7\" is unknown; possible are complete, permuted-block, random-allocation-rule, truncated-binomial, efron-coin, big-stick, block-urn, wei-urn, maximal, minimization, hu-hu, dynamic-hierarchical")]
    [InlineData("""{"method":"complete","sizes":[4]}""", "sizes: is unknown here; possible are method")]
    [InlineData("""{"method":"complete","method":"complete"}""", "method: is there twice; keep one")]
    [InlineData("""{"method":"permuted-block"}""", "sizes: is missing; it is a list of block sizes, multiples of 2, such as [4, 6]")]
    [InlineData("""{"method":"permuted-block","sizes":[]}""", "sizes: is missing; it is a list of block sizes, multiples of 2, such as [4, 6]")]
    [InlineData(
        """{"method":"permuted-block","sizes":[4,5]}""",
        "sizes[1]: 5 is no block size; possible are multiples of 2, the sum of the ratio, up to 10000")]
    [InlineData(
        """{"method":"permuted-block","sizes":["4"]}""",
        "sizes[0]: \"4\" is no block size; possible are multiples of 2, the sum of the ratio, up to 10000")]
    [InlineData(
        """{"method":"permuted-block","sizes":[0, 10002, 4.5]}""",
        "sizes[0]: 0 is no block size; possible are multiples of 2, the sum of the ratio, up to 10000",
        "sizes[1]: 10002 is no block size; possible are multiples of 2, the sum of the ratio, up to 10000",
        "sizes[2]: 4.5 is no block size; possible are multiples of 2, the sum of the ratio, up to 10000")]
    [InlineData("""{"method":"permuted-block","sizes":[4,4]}""", "sizes[1]: 4 is there twice; each size is drawn with the same probability")]
    [InlineData(
        """{"method":"permuted-block","sizes":[4],"factors":"gender"}""",
        "factors: is a list of factor names, or an object with the levels of each factor")]
    [InlineData("""{"method":"permuted-block","sizes":[4],"factors":[1]}""", "factors[0]: 1 is no factor name")]
    [InlineData(
        """{"method":"permuted-block","sizes":[4],"factors":["gender"]}""",
        "factors[0]: gender has no levels here; write an object such as {\"gender\": [\"low\", \"high\"]}")]
    [InlineData("""{"method":"permuted-block","sizes":[4],"factors":{"gender":"F"}}""", "factors.gender: is a list of levels, each a string")]
    [InlineData("""{"method":"permuted-block","sizes":[4],"factors":{"site":[1]}}""", "factors.site: is a list of levels, each a string")]
    [InlineData("""{"method":"permuted-block","sizes":[4],"factors":{"site":[]}}""", "factors: factor site has no levels")]
    [InlineData(
        """{"method":"permuted-block","sizes":[4],"factors":{"site":["1","1"]}}""",
        "factors: the levels of site are distinct and not empty; \"1\" is not")]
    [InlineData(
        """{"method":"permuted-block","sizes":[4],"factors":{"":["1"]}}""", "factors: factor names are distinct and not empty; \"\" is not")]
    [InlineData(
        """{"method":"minimization"}""",
        "factors: is missing or empty; the method balances at least one factor",
        "metric: is missing; possible are range, variance, squared-sum",
        "probability: is missing; possible are fractions above 1/2 and up to 1, such as 4/5")]
    [InlineData(
        """{"method":"minimization","factors":{"site":["1"]},"metric":"entropy","probability":"0.8x"}""",
        "metric: \"entropy\" is unknown; possible are range, variance, squared-sum",
        "probability: \"0.8x\" is no number; possible are a fraction such as \"4/5\" or a decimal such as 0.8")]
    [InlineData(
        """{"method":"minimization","factors":{"site":["1"]},"metric":1,"probability":true}""",
        "metric: 1 is unknown; possible are range, variance, squared-sum",
        "probability: true is no number; possible are a fraction such as \"4/5\" or a decimal such as 0.8")]
    [InlineData(
        """{"method":"minimization","factors":{"site":["1"]},"metric":"range","probability":0.5}""",
        "probability: is 1/2; possible are fractions above 1/2 and up to 1, such as 4/5")]
    [InlineData(
        """{"method":"minimization","factors":{"site":["1"]},"metric":"range","probability":"11/10"}""",
        "probability: is 11/10; possible are fractions above 1/2 and up to 1, such as 4/5")]
    [InlineData(
        """{"method":"minimization","factors":{"site":["1"]},"metric":"range","probability":0.8,"weights":[1]}""",
        "weights: is an object of weights by factor name")]
    [InlineData(
        """{"method":"minimization","factors":{"site":["1"]},"metric":"range","probability":0.8,"weights":{"site":-1,"age":1}}""",
        "weights.age: is unknown here; possible are site",
        "weights.site: is -1; possible are weights of 0 or more")]
    [InlineData(
        """{"method":"minimization","factors":{"site":["1"]},"metric":"range","probability":0.8,"weights":{"site":0}}""",
        "weights: are all 0; one factor at least has a positive weight")]
    [InlineData(
        """{"method":"hu-hu","factors":{"site":["1"]},"probability":0.8}""",
        "weights: is missing; it is an object with overall, margins (by factor name) and stratum")]
    [InlineData(
        """{"method":"hu-hu","factors":{"site":["1"]},"probability":0.8,"metric":"range","weights":{}}""",
        "metric: is unknown here; possible are method, factors, probability, weights",
        "weights.overall: is missing; 0 leaves the term out",
        "weights.margins: is missing; it is an object of weights by factor name",
        "weights.stratum: is missing; 0 leaves the term out")]
    [InlineData(
        """{"method":"hu-hu","factors":{"site":["1"],"g":["F"]},"probability":0.8,"weights":{"overall":0,"margins":{"site":"a"},"stratum":-0.1,"x":1}}""",
        "weights.x: is unknown here; possible are overall, margins, stratum",
        "weights.margins.site: \"a\" is no number; possible are a fraction such as \"4/5\" or a decimal such as 0.8",
        "weights.margins.g: is missing; give every factor a weight, 0 to leave it out",
        "weights.stratum: is -1/10; possible are weights of 0 or more")]
    [InlineData(
        """{"method":"hu-hu","factors":{"site":["1"]},"probability":0.8,"weights":{"overall":0,"margins":{"site":0},"stratum":0}}""",
        "weights: are all 0; one of overall, margins and stratum has a positive weight")]
    [InlineData(
        """{"method":"hu-hu","factors":[],"probability":0.8,"weights":{"overall":1,"margins":{},"stratum":0}}""",
        "factors: is missing or empty; the method balances at least one factor")]
    [InlineData(
        """{"method":"random-allocation-rule","length":7}""",
        "length: is 7; possible are multiples of 2, the sum of the ratio, such as 6 or 8")]
    [InlineData(
        """{"method":"truncated-binomial","length":0}""",
        "length: is 0; possible are whole numbers from 2 to 10000, the places of a list, multiples of 2, the sum of the ratio")]
    [InlineData(
        """{"method":"random-allocation-rule"}""",
        "length: is missing; possible are whole numbers from 2 to 10000, the places of a list, multiples of 2, the sum of the ratio")]
    [InlineData(
        """{"method":"efron-coin","probability":"1/2"}""", "probability: is 1/2; possible are fractions above 1/2 and up to 1, such as 4/5")]
    [InlineData(
        """{"method":"big-stick","tolerance":0}""",
        "tolerance: is 0; possible are whole numbers from 1 to 1000, the largest difference of two arms' counts, such as 3")]
    [InlineData(
        """{"method":"big-stick","tolerance":2.5,"lambda":1}""",
        "lambda: is unknown here; possible are method, tolerance, factors",
        "tolerance: is 2.5; possible are whole numbers from 1 to 1000, the largest difference of two arms' counts, such as 3")]
    [InlineData(
        """{"method":"block-urn","lambda":0}""", "lambda: is 0; possible are whole numbers from 1 to 1000, the balanced sets in the urn at the start")]
    [InlineData("""{"method":"wei-urn","alpha":-1}""",
        "alpha: is -1; possible are weights of 0 or more",
        "beta: is missing; possible are numbers of 0 or more, the balls of each other arm added after an allocation")]
    [InlineData(
        """{"method":"wei-urn","alpha":0,"beta":0}""",
        "beta: is 0 as alpha is: the urn would stay empty; possible is a positive alpha or beta, such as alpha 0 and beta 1")]
    [InlineData(
        """{"method":"maximal","tolerance":0,"length":5}""",
        "tolerance: is 0; possible are whole numbers from 1 to 1000, the largest difference of two arms' counts, such as 3",
        "length: is 5; possible are multiples of 2, the sum of the ratio, such as 4 or 6")]
    [InlineData(
        """{"method":"maximal","tolerance":1000,"length":10000}""",
        "length: 10000 places within a tolerance of 1000 are too many paths to count exactly; possible is a shorter list, a smaller tolerance, or big-stick, which has no end")]
    [InlineData(
        """{"method":"dynamic-hierarchical","factors":{"site":["1"]}}""",
        "levels: is missing; it is a list such as [{\"within\": \"stratum\", \"threshold\": 2}, {\"within\": \"overall\", \"threshold\": 4}]")]
    [InlineData(
        """{"method":"dynamic-hierarchical","factors":{"site":["1"]},"levels":[2,{"threshold":0},{"within":"age","threshold":1,"probability":0.5,"x":1}]}""",
        "levels[0]: 2 is no level; possible is an object with within, threshold and, if not 1, probability",
        "levels[1].within: is missing; possible are overall, stratum, site",
        "levels[1].threshold: is 0; possible are whole numbers from 1 to 10000, the imbalance from which the level decides",
        "levels[2].x: is unknown here; possible are within, threshold, probability",
        "levels[2].within: \"age\" is unknown; possible are overall, stratum, site",
        "levels[2].probability: is 1/2; possible are fractions above 1/2 and up to 1, such as 4/5")]
    [InlineData(
        """{"method":"dynamic-hierarchical","factors":{"site":["1"]},"levels":[{"within":"site","threshold":2},{"within":"site","threshold":3}]}""",
        "levels[1].within: site is there twice; keep one")]
    public void What_is_wrong_is_said_with_what_is_possible(string json, params string[] errors)
    {
        var reading = Given.Reading(json);
        reading.Errors.Select(error => error.ToString()).ShouldBe(errors);
        reading.Definition.ShouldBeNull();
    }

    [Theory]
    [InlineData("""["gender","age"]""", "factors[1]: age is no factor of the trial; possible are gender, avoidance, site")]
    [InlineData("""["gender","gender"]""", "factors: factor names are distinct and not empty; \"gender\" is not")]
    [InlineData("""{"gender":["M","F"]}""", "factors.gender: has other levels than the trial's factor: F, M")]
    [InlineData("""{"age":["young"]}""", "factors.age: age is no factor of the trial; possible are gender, avoidance, site")]
    public void Factors_agree_with_the_trials(string factors, string error) => Given.Reading(
        $$"""{"method":"permuted-block","sizes":[4],"factors":{{factors}}}""", factors: s_trial)
        .Errors.ShouldHaveSingleItem().ToString().ShouldBe(error);

    [Fact]
    public void A_trial_without_factors_has_none_to_offer() => Given.Reading(
        """{"method":"permuted-block","sizes":[4],"factors":["gender"]}""", factors: [])
        .Errors.ShouldHaveSingleItem().ToString().ShouldBe(
            "factors[0]: gender is no factor of the trial; possible are none; the trial has no factors");

    [Fact]
    public void A_probability_not_above_the_largest_arms_share_would_push_away_from_it()
    {
        const string json = """{"method":"minimization","factors":{"site":["1"]},"metric":"range","probability":"3/4"}""";
        Given.Reading(json, Given.Ratio(3, 1)).Errors.ShouldHaveSingleItem().ToString().ShouldBe(
            "probability: is 3/4; possible are fractions above 3/4, the share of the largest arm, and up to 1");
        Given.Reading(json, Given.Ratio(2, 1)).Errors.ShouldBeEmpty();
    }

    [Fact]
    public void Unequal_ratios_are_warned_of_with_the_alternative()
    {
        var warning = "method: the unconditional ratio A:B = 2:1 is not kept exactly at every step; biased-coin minimization "
            + "(Han, Enas and McEntegart 2009) preserves it";
        Given.Reading(HuHu, Given.Ratio(2, 1)).Warnings.ShouldHaveSingleItem().ToString().ShouldBe(warning);
        Given.Reading(HuHu).Warnings.ShouldBeEmpty();
        Given.Reading("""{"method":"permuted-block","sizes":[3]}""", Given.Ratio(2, 1)).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void A_deterministic_coin_is_warned_of() => Given.Reading(
        """{"method":"minimization","factors":{"site":["1"]},"metric":"range","probability":1}""")
        .Warnings.ShouldHaveSingleItem().Path.ShouldBe("probability");

    [Theory]
    [InlineData("""{"method":"big-stick","tolerance":3}""")]
    [InlineData("""{"method":"maximal","tolerance":3,"length":12}""")]
    public void A_method_for_equal_ratios_refuses_others_and_says_which_do_not(string json)
    {
        Given.Reading(json, Given.Ratio(2, 1)).Errors.ShouldHaveSingleItem().ToString().ShouldBe(
            "method: keeps no unequal ratio such as A:B = 2:1; possible are complete, permuted-block and random-allocation-rule, or equal ratios");
        Given.Reading(json, Given.Ratio(2, 2)).Errors.ShouldBeEmpty();
        Should.Throw<ArgumentException>(() => Given.Procedure(json).Open(Given.Ratio(2, 1)));
    }

    [Theory]
    [InlineData("""{"method":"big-stick","tolerance":1}""", "tolerance: is 1: every second allocation is certain to whoever knows the one before; 3 is usual")]
    [InlineData("""{"method":"wei-urn","alpha":1,"beta":0}""", "beta: is 0: no ball is ever added, which is complete randomization")]
    [InlineData(
        """{"method":"maximal","tolerance":5,"length":10}""",
        "tolerance: is 5, which a list of 10 places cannot exceed: this is the random-allocation-rule")]
    public void Parameters_that_are_allowed_and_unwise_are_warned_of(string json, string warning) =>
        Given.Reading(json).Warnings.ShouldHaveSingleItem().ToString().ShouldBe(warning);
}
