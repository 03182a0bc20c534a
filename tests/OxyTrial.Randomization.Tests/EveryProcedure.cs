namespace OxyTrial.Randomization.Tests;

/// <summary>
/// One definition of each procedure, in several ratios: what holds for all procedures is tested on this list. A new procedure joins by
/// a line.
/// </summary>
internal static class EveryProcedure
{
    private const string Factors = "\"factors\":{\"gender\":[\"F\",\"M\"],\"site\":[\"1\",\"2\",\"3\"]}";
    private const string Gender = "\"factors\":{\"gender\":[\"F\",\"M\"]}";

    private static readonly (string Ratio, string Json)[] Known =
    [
        ("1:1", """{"method":"complete"}"""),
        ("2:1", """{"method":"complete"}"""),
        ("1:1", """{"method":"permuted-block","sizes":[4]}"""),
        ("1:1", """{"method":"permuted-block","sizes":[2,4]}"""),
        ("1:1:2", """{"method":"permuted-block","sizes":[4,8]}"""),
        ("1:1", $$"""{"method":"permuted-block","sizes":[2,4],{{Gender}}}"""),
        ("1:1", """{"method":"random-allocation-rule","length":12}"""),
        ("2:1", """{"method":"random-allocation-rule","length":12}"""),
        ("1:1", """{"method":"truncated-binomial","length":12}"""),
        ("1:1", """{"method":"efron-coin","probability":"2/3"}"""),
        ("1:1", $$"""{"method":"efron-coin","probability":"2/3",{{Gender}}}"""),
        ("1:1", """{"method":"big-stick","tolerance":2}"""),
        ("1:1", """{"method":"block-urn","lambda":2}"""),
        ("1:1:2", """{"method":"block-urn","lambda":2}"""),
        ("1:1", """{"method":"wei-urn","alpha":0,"beta":1}"""),
        ("2:1", """{"method":"wei-urn","alpha":1,"beta":1}"""),
        ("1:1", $$"""{"method":"wei-urn","alpha":1,"beta":2,{{Gender}}}"""),
        ("1:1", """{"method":"maximal","tolerance":2,"length":12}"""),
        ("1:1:1", """{"method":"maximal","tolerance":2,"length":12}"""),
        ("1:1", $$"""{"method":"minimization",{{Factors}},"metric":"range","probability":"4/5"}"""),
        ("1:1:1", $$"""{"method":"minimization",{{Factors}},"metric":"variance","probability":"4/5"}"""),
        ("2:1", $$"""{"method":"minimization",{{Factors}},"metric":"squared-sum","probability":"4/5"}"""),
        ("1:1", $$"""{"method":"dynamic-hierarchical",{{Factors}},"levels":[{"within":"stratum","threshold":2},{"within":"site","threshold":2,"probability":"4/5"},{"within":"overall","threshold":3}]}"""),
        ("1:1", $$"""{"method":"hu-hu",{{Gender}},"probability":"4/5","weights":{"overall":"1/5","margins":{"gender":"1/2"},"stratum":"3/10"} }"""),
    ];

    /// <summary>Each as "ratio json".</summary>
    public static IEnumerable<TheoryDataRow<string>> All => Known.Select(known => new TheoryDataRow<string>($"{known.Ratio} {known.Json}"));

    /// <summary>Those whose arms have equal ratios.</summary>
    public static IEnumerable<TheoryDataRow<string>> OfEqualRatio => All.Where(row => Parse(row.Data).Ratio.IsEqual);

    /// <summary>The procedure and the ratio behind "ratio json".</summary>
    public static (ProcedureDefinition Procedure, AllocationRatio Ratio) Parse(string known)
    {
        var parts = known.Split(' ', 2);
        var ratio = Given.Ratio([.. parts[0].Split(':').Select(int.Parse)]);
        return (Given.Procedure(parts[1], ratio), ratio);
    }

    /// <summary>Any profile of the procedure: the levels follow from the digits of a number.</summary>
    public static Profile ProfileOf(ProcedureDefinition procedure, int number)
    {
        var levels = new List<string>();
        foreach (var factor in procedure.Factors.Factors)
        {
            levels.Add(factor.Levels[number % factor.Levels.Count]);
            number /= factor.Levels.Count;
        }

        return procedure.Factors.ProfileOf([.. levels]);
    }
}
