using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>The procedures there are. A new one is a file with its definition and a line here.</summary>
public static class ProcedureMethods
{
    private static readonly (string Name, Func<ProcedureReader, ProcedureDefinition?> Read)[] Known =
    [
        (CompleteRandomization.Name, CompleteRandomization.Read),
        (PermutedBlock.Name, PermutedBlock.Read),
        (RandomAllocationRule.Name, RandomAllocationRule.Read),
        (TruncatedBinomial.Name, TruncatedBinomial.Read),
        (EfronCoin.Name, EfronCoin.Read),
        (BigStick.Name, BigStick.Read),
        (BlockUrn.Name, BlockUrn.Read),
        (WeiUrn.Name, WeiUrn.Read),
        (MaximalProcedure.Name, MaximalProcedure.Read),
        (Minimization.Name, Minimization.Read),
        (HuHu.Name, HuHu.Read),
        (DynamicHierarchical.Name, DynamicHierarchical.Read),
    ];

    /// <summary>The names of the methods, as in a specification.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(method => method.Name)];

    internal static ProcedureDefinition? Read(ProcedureReader reader)
    {
        if (!reader.IsObject)
        {
            reader.Error("", "a procedure is an object such as {\"method\": \"permuted-block\", \"sizes\": [4, 6]}");
            return null;
        }

        if (!reader.TryGet("method", out var node))
        {
            reader.Error("method", $"is missing; possible are {string.Join(", ", Names)}");
            return null;
        }

        var name = node.ValueKind == JsonValueKind.String ? node.GetString() : node.GetRawText();
        if (Array.Find(Known, method => method.Name == name).Read is { } read)
        {
            return read(reader);
        }

        reader.Error("method", $"\"{name}\" is unknown; possible are {string.Join(", ", Names)}");
        return null;
    }
}
