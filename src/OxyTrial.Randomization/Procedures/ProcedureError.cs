namespace OxyTrial.Randomization;

/// <summary>
/// Something wrong (or, as a warning, worth knowing) in the definition of a procedure: where, as a path below its node such as
/// "sizes[1]" or "weights.margins.gender" (empty for the node itself), and what is wrong and what would be possible.
/// </summary>
public sealed record ProcedureError(string Path, string Message)
{
    /// <summary>"path: message".</summary>
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}

/// <summary>The outcome of reading a procedure: a definition if and only if there are no errors; warnings in any case.</summary>
public sealed record ProcedureReading(
    ProcedureDefinition? Definition, IReadOnlyList<ProcedureError> Errors, IReadOnlyList<ProcedureError> Warnings);
