using System.Collections.Immutable;

namespace OxyTrial.Verifier;

/// <summary>The two tables of a bundle as CSV text: what is written after unblinding and what verification expects.</summary>
public static class AllocationTables
{
    /// <summary>Header of <c>allocations.csv</c>.</summary>
    public const string AllocationsHeader = "participant,stratum,slot,kit,arm";

    /// <summary>Header of <c>kits.csv</c>.</summary>
    public const string KitsHeader = "kit,arm";

    /// <summary>Lines of <c>allocations.csv</c>, header first.</summary>
    public static ImmutableArray<string> Lines(IEnumerable<DerivedAllocation> allocations) =>
        [AllocationsHeader, .. allocations.Select(one => Line(one.Participant, one.Stratum, one.Slot, one.Kit, one.Arm))];

    /// <summary>Lines of <c>kits.csv</c>, header first.</summary>
    public static ImmutableArray<string> Lines(IEnumerable<DerivedKit> kits) => [KitsHeader, .. kits.Select(kit => Line(kit.Kit, kit.Arm))];

    /// <summary>The first line of a table that is not the expected one; null when all are.</summary>
    public static Verdict.Differs? Difference(string file, IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        for (var line = 0; line < Math.Max(expected.Count, actual.Count); line++)
        {
            var (wanted, found) = (line < expected.Count ? expected[line] : "the end of the file", line < actual.Count ? actual[line] : "the end of the file");
            if (wanted != found)
            {
                return new Verdict.Differs($"{file}, line {line + 1}", $"found '{found}' where '{wanted}' is derived");
            }
        }

        return null;
    }

    private static string Line(params IEnumerable<string> fields) => string.Join(',', fields.Select(Field));

    // RFC 4180: quoted when it must be.
    private static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
