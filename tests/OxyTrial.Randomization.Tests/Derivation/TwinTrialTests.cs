using OxyTrial.Randomization.Derivation;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Derivation;

/// <summary>
/// Twin trials: the same trial with arms exchanged together with the contents of the kits. Everything a blinded person sees is the same.
/// </summary>
public class TwinTrialTests
{
    private const string Factors = """{"gender":["F","M"],"anxiety":["low","high"]}""";

    public static TheoryData<string> Procedures =>
    [
        """{"method":"complete"}""",
        $$"""{"method":"permuted-block","sizes":[4,8],"factors":{{Factors}} }""",
        $$"""{"method":"random-allocation-rule","length":8,"factors":{{Factors}} }""",
        $$"""{"method":"truncated-binomial","length":8,"factors":{{Factors}} }""",
        """{"method":"efron-coin","probability":"4/5"}""",
        $$"""{"method":"block-urn","lambda":2,"factors":{{Factors}} }""",
        """{"method":"wei-urn","alpha":1,"beta":"1/2"}""",
        $$"""{"method":"dynamic-hierarchical","factors":{{Factors}},"levels":[{"within":"stratum","threshold":2},{"within":"gender","threshold":3,"probability":"3/4"}]}""",
        $$"""{"method":"minimization","factors":{{Factors}},"metric":"range","probability":"4/5"}""",
        $$"""{"method":"minimization","factors":{{Factors}},"metric":"variance","probability":1}""",
        $$"""
        {"method":"hu-hu","factors":{{Factors}},"probability":0.85,
         "weights":{"overall":0.2,"margins":{"gender":0.25,"anxiety":0.25},"stratum":0.3} }
        """,
    ];

    [Theory]
    [MemberData(nameof(Procedures))]
    public void Exchanging_equal_arms_changes_nothing_a_blinded_person_sees(string procedure)
    {
        // Two equal arms; then three, of which the last two are equal.
        Exchange(procedure, Given.Ratio(1, 1), [1, 0]);
        Exchange(procedure, Given.Ratio(2, 1, 1), [0, 2, 1]);
    }

    [Theory]
    [InlineData("""{"method":"big-stick","tolerance":2}""")]
    [InlineData("""{"method":"maximal","tolerance":2,"length":18}""")]
    public void So_it_is_with_the_methods_for_equal_ratios(string procedure)
    {
        Exchange(procedure, Given.Ratio(1, 1), [1, 0]);
        Exchange(procedure, Given.Ratio(1, 1, 1), [1, 2, 0]);
    }

    private static void Exchange(string procedure, AllocationRatio ratio, int[] to)
    {
        ArmRelabeling.TryCreate(ratio, to, out var exchanged, out _).ShouldBeTrue();
        var definition = Given.Procedure(procedure, ratio);
        for (var secret = 0; secret < 60; secret++)
        {
            var (seen, arms) = Run(definition, ratio, Given.Secret(secret), null);
            var (seenOfTwin, armsOfTwin) = Run(definition, ratio, Given.Secret(secret), exchanged);
            seenOfTwin.ShouldBe(seen);
            armsOfTwin.ShouldBe(arms.Select(arm => to[arm]));
        }
    }

    // One site with ten sets; every participant gets a kit of the arm allocated. Seen: the stock, and the kit numbers handed out.
    private static (List<string> Seen, List<int> Arms) Run(
        ProcedureDefinition definition, AllocationRatio ratio, TrialSecret secret, ArmRelabeling? relabeling)
    {
        var slots = new SlotArms(secret, Given.SpecSha256, definition, ratio, relabeling);
        var catalogue = new KitCatalogue(secret, Given.SpecSha256, ratio, 5, 10, relabeling);
        var choice = new KitChoice(catalogue, secret, Given.SpecSha256);
        var stock = catalogue.KitsOf(0, 10).ToList();
        var scopes = new Dictionary<string, ScopeReplay>();
        var (seen, arms) = (new List<string>(stock), new List<int>());
        for (var participant = 0; participant < 16; participant++)
        {
            var profile = definition.Factors.Count == 0
                ? Profile.Empty
                : definition.Factors.ProfileOf(participant % 3 == 0 ? "M" : "F", participant % 5 < 2 ? "low" : "high");
            var name = definition.IsStratified ? definition.Factors.StratumOf(profile) : "";
            scopes.TryAdd(name, slots.Open(name));
            arms.Add(scopes[name].Next(profile));
            var kit = choice.Choose(stock, arms[^1]);
            seen.Add(kit ?? "none");
            stock.Remove(kit ?? "none");
        }

        return (seen, arms);
    }
}
