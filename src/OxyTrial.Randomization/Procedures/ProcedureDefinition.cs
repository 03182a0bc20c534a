using System.Text;
using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>
/// A randomization procedure with its parameters, read from the <c>procedure:</c> node of a specification. Equal when the
/// canonical JSON is. Closed: every procedure is in this assembly, and listed in <see cref="ProcedureMethods"/>.
/// </summary>
public abstract class ProcedureDefinition : IEquatable<ProcedureDefinition>
{
    private protected ProcedureDefinition(FactorList factors) => Factors = factors;

    /// <summary>The name in a specification, such as "permuted-block".</summary>
    public abstract string Method { get; }

    /// <summary>The factors the procedure uses, in its order; profiles are made by this list.</summary>
    public FactorList Factors { get; }

    /// <summary>
    /// Whether each combination of levels has a list of its own. If not, all participants (of a cohort) are one scope.
    /// </summary>
    public virtual bool IsStratified => false;

    /// <summary>The number of places of one list; null when the list has no end. After the last place nobody is allocated from it.</summary>
    public virtual int? Length => null;

    /// <summary>
    /// Reads a procedure. Keys of all methods: <c>method</c> and, if the method uses any, <c>factors</c>: names of
    /// <paramref name="factors"/>, or an object that gives the levels by factor name (when <paramref name="factors"/> is given as well,
    /// they must agree).
    /// </summary>
    /// <param name="node">The node, an object; parameters by the methods' documentation.</param>
    /// <param name="ratio">The trial's allocation ratio.</param>
    /// <param name="factors">The trial's stratification factors; null when the node itself gives the levels.</param>
    public static ProcedureReading Read(
        JsonElement node, AllocationRatio ratio, IReadOnlyList<FactorDefinition>? factors = null)
    {
        var reader = new ProcedureReader(node, ratio, factors);
        var definition = ProcedureMethods.Read(reader);
        if (reader.Errors.Count == 0 && definition?.CountRuleFor(ratio) is { } rule)
        {
            reader.WarnIfRatioMoves(rule, definition.Length);
        }

        return new ProcedureReading(reader.Errors.Count == 0 ? definition : null, reader.Errors, reader.Warnings);
    }

    /// <summary>The state of one scope before its first participant.</summary>
    /// <exception cref="ArgumentException">The ratio is not one this definition can be used with.</exception>
    public abstract IProcedureState Open(AllocationRatio ratio);

    /// <summary>The procedure as a rule on the counts per arm; null when its probabilities depend on more than these.</summary>
    internal virtual CountRule? CountRuleFor(AllocationRatio ratio) => null;

    /// <summary>The arms of one scope, drawn slot by slot.</summary>
    public virtual IArmSequence Draw(AllocationRatio ratio, IDrawSource draws) => new DrawnSequence(Open(ratio), draws);

    /// <summary>
    /// The definition as JSON without white space: <c>method</c>, then <c>factors</c> with their levels, then the parameters, in a
    /// fixed order; fractions as strings in lowest terms; ASCII only. Reads back to an equal definition.
    /// </summary>
    public string ToCanonicalJson()
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("method", Method);
            WriteFactors(writer);
            WriteParameters(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <inheritdoc/>
    public bool Equals(ProcedureDefinition? other) => other is not null && ToCanonicalJson() == other.ToCanonicalJson();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ProcedureDefinition);

    /// <inheritdoc/>
    public override int GetHashCode() => ToCanonicalJson().GetHashCode(StringComparison.Ordinal);

    /// <summary>The method's name only: parameters such as block sizes are secret and must not reach a log by accident.</summary>
    public override string ToString() => Method;

    private protected abstract void WriteParameters(Utf8JsonWriter writer);

    private void WriteFactors(Utf8JsonWriter writer)
    {
        if (Factors.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("factors");
        foreach (var factor in Factors.Factors)
        {
            writer.WriteStartArray(factor.Name);
            foreach (var level in factor.Levels)
            {
                writer.WriteStringValue(level);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
