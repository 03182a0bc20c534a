using System.Collections.Immutable;
using System.Text.Json;
using OxyTrial.Randomization;

namespace OxyTrial.SmallWorlds.Trials;

/// <summary>One definition of every procedure, with parameters that bind within three participants.</summary>
public static class TinyProcedures
{
    private const string Sex = "\"factors\":{\"sex\":[\"F\",\"M\"]}";

    /// <summary>All procedures that a ratio allows, in the order of <see cref="ProcedureMethods.Names"/>.</summary>
    public static IEnumerable<ProcedureDefinition> For(AllocationRatio ratio)
    {
        ArgumentNullException.ThrowIfNull(ratio);
        return Json(ratio.Sum).Select(json => Read(json, ratio)).OfType<ProcedureDefinition>();
    }

    /// <summary>The procedure of a JSON; null when the ratio, or anything else, is not one it can be used with.</summary>
    /// <exception cref="JsonException">Not JSON.</exception>
    public static ProcedureDefinition? Read(string json, AllocationRatio ratio)
    {
        using var document = JsonDocument.Parse(json);
        return ProcedureDefinition.Read(document.RootElement, ratio).Definition;
    }

    private static ImmutableArray<string> Json(int sum) =>
    [
        """{"method":"complete"}""",
        $$"""{"method":"permuted-block","sizes":[{{sum}},{{2 * sum}}],{{Sex}}}""",
        $$"""{"method":"random-allocation-rule","length":{{2 * sum}}}""",
        $$"""{"method":"truncated-binomial","length":{{2 * sum}}}""",
        $$"""{"method":"efron-coin","probability":"2/3",{{Sex}}}""",
        """{"method":"big-stick","tolerance":1}""",
        """{"method":"block-urn","lambda":2}""",
        """{"method":"wei-urn","alpha":0,"beta":1}""",
        $$"""{"method":"maximal","tolerance":1,"length":{{2 * sum}}}""",
        $$"""{"method":"minimization","factors":{"sex":["F","M"],"age":["young","old"]},"metric":"range","probability":"4/5"}""",
        $$"""{"method":"hu-hu",{{Sex}},"probability":"4/5","weights":{"overall":"1/5","margins":{"sex":"1/2"},"stratum":"3/10"} }""",
        $$"""{"method":"dynamic-hierarchical",{{Sex}},"levels":[{"within":"stratum","threshold":1,"probability":"4/5"},{"within":"overall","threshold":2}]}""",
    ];
}
