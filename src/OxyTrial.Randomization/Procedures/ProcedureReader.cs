using System.Text.Json;
using OxyTrial.Randomization.Exact;

namespace OxyTrial.Randomization;

/// <summary>
/// Reads the keys of a procedure's node and collects what is wrong with them, so that an author sees all errors at once. A
/// method that got null from it has nothing to add: the error is noted.
/// </summary>
internal sealed class ProcedureReader
{
    private const string PossibleProbabilities = "possible are fractions above 1/2 and up to 1, such as 4/5";
    private const int LargestTolerance = 1000;

    private readonly JsonElement _node;
    private readonly IReadOnlyList<FactorDefinition>? _trialFactors;
    private readonly List<ProcedureError> _errors = [];
    private readonly List<ProcedureError> _warnings = [];

    public ProcedureReader(JsonElement node, AllocationRatio ratio, IReadOnlyList<FactorDefinition>? trialFactors)
    {
        _node = node;
        _trialFactors = trialFactors;
        Ratio = ratio;
    }

    public AllocationRatio Ratio { get; }

    public IReadOnlyList<ProcedureError> Errors => _errors;

    public IReadOnlyList<ProcedureError> Warnings => _warnings;

    public bool IsObject => _node.ValueKind == JsonValueKind.Object;

    public void Error(string path, string message) => _errors.Add(new ProcedureError(path, message));

    public void Warn(string path, string message) => _warnings.Add(new ProcedureError(path, message));

    public bool TryGet(string key, out JsonElement value) => _node.TryGetProperty(key, out value);

    /// <summary>Notes every key of the node that is not <c>method</c> or one of these, and every key there twice.</summary>
    public void AllowKeys(params ReadOnlySpan<string> keys) => AllowKeys("", _node, ["method", .. keys]);

    public void AllowKeys(string path, JsonElement node, ReadOnlySpan<string> keys)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in node.EnumerateObject())
        {
            var at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (!keys.Contains(property.Name))
            {
                Error(at, $"is unknown here; possible are {string.Join(", ", keys!)}");
            }
            else if (!seen.Add(property.Name))
            {
                Error(at, "is there twice; keep one");
            }
        }
    }

    /// <summary>The procedure's factors: empty when there are none, null when they are wrong.</summary>
    public FactorList? Factors(bool atLeastOne)
    {
        var listed = TryGet("factors", out var node) ? new FactorReader(this, _trialFactors).Read(node) : [];
        if (listed is { Count: 0 } && atLeastOne)
        {
            Error("factors", "is missing or empty; the method balances at least one factor");
            return null;
        }

        return listed is null ? null : new FactorList(listed);
    }

    /// <summary>The biased coin's probability for the best arm: above 1/2, above the largest share of an arm, at most 1.</summary>
    public Rational? Probability()
    {
        const string key = "probability";
        if (TryGet(key, out var node))
        {
            return Probability(key, node);
        }

        Error(key, $"is missing; {PossibleProbabilities}");
        return null;
    }

    public Rational? Probability(string path, JsonElement node)
    {
        if (Fraction(path, node) is not { } probability)
        {
            return null;
        }

        var largestShare = Enumerable.Range(0, Ratio.Count).Max(Ratio.ShareOf);
        if (probability <= new Rational(1, 2) || probability > Rational.One)
        {
            Error(path, $"is {probability}; {PossibleProbabilities}");
            return null;
        }

        if (probability <= largestShare)
        {
            Error(path, $"is {probability}; possible are fractions above {largestShare}, the share of the largest arm, and up to 1");
            return null;
        }

        if (probability == Rational.One)
        {
            Warn(path, "is 1: whoever knows the earlier arms can predict every allocation but ties; 4/5 is usual");
        }

        return probability;
    }

    /// <summary>A required whole number of the node.</summary>
    public int? WholeNumber(string key, int least, int most, string meaning) => WholeNumber(key, _node, key, least, most, meaning);

    public int? WholeNumber(string path, JsonElement parent, string key, int least, int most, string meaning)
    {
        var possible = $"possible are whole numbers from {least} to {most}, {meaning}";
        if (!parent.TryGetProperty(key, out var node))
        {
            Error(path, $"is missing; {possible}");
            return null;
        }

        if (node.ValueKind == JsonValueKind.Number && node.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Error(path, $"is {node.GetRawText()}; {possible}");
        return null;
    }

    /// <summary>The largest difference of two counts; warned of when it makes every second allocation certain.</summary>
    public int? Tolerance()
    {
        var tolerance = WholeNumber("tolerance", 1, LargestTolerance, "the largest difference of two arms' counts, such as 3");
        if (tolerance == 1 && Ratio.Count == 2)
        {
            Warn("tolerance", "is 1: every second allocation is certain to whoever knows the one before; 3 is usual");
        }

        return tolerance;
    }

    /// <summary>The number of places of a list, a multiple of the sum of the ratio.</summary>
    public int? Length()
    {
        var sum = Ratio.Sum;
        var meaning = $"the places of a list, multiples of {sum}, the sum of the ratio";
        if (WholeNumber("length", sum, ListLength.Longest, meaning) is not { } length)
        {
            return null;
        }

        if (length % sum == 0)
        {
            return length;
        }

        var below = length / sum * sum;
        Error("length", $"is {length}; possible are multiples of {sum}, the sum of the ratio, such as {below} or {below + sum}");
        return null;
    }

    /// <summary>A number of balls, zero or more.</summary>
    public Rational? Balls(string key, string meaning)
    {
        if (TryGet(key, out var node))
        {
            return Weight(key, node);
        }

        Error(key, $"is missing; possible are numbers of 0 or more, {meaning}");
        return null;
    }

    /// <summary>Notes that the method is defined for arms of equal ratio only, and what is possible instead.</summary>
    public void RefuseUnequalRatio()
    {
        if (!Ratio.IsEqual)
        {
            Error("method", $"keeps no unequal ratio such as {Ratio}; possible are complete, permuted-block and random-allocation-rule, "
                + "or equal ratios");
        }
    }

    /// <summary>A weight of zero or more.</summary>
    public Rational? Weight(string path, JsonElement node)
    {
        if (Fraction(path, node) is not { } weight)
        {
            return null;
        }

        if (weight.Sign < 0)
        {
            Error(path, $"is {weight}; possible are weights of 0 or more");
            return null;
        }

        return weight;
    }

    /// <summary>Says once, in the same words for every such method, that unequal ratios are kept only approximately.</summary>
    public void WarnIfRatioIsNotPreserved()
    {
        if (!Ratio.IsEqual)
        {
            Warn("method", $"the unconditional ratio {Ratio} is not kept exactly at every step; biased-coin minimization "
                + "(Han, Enas and McEntegart 2009) preserves it");
        }
    }

    /// <summary>Computes the unconditional probabilities of the first places and says where they leave the ratio.</summary>
    public void WarnIfRatioMoves(CountRule rule, int? length)
    {
        const int sets = 4;
        var patients = Math.Min(length ?? int.MaxValue, sets * Ratio.Sum);
        if (OperatingCharacteristics.MovedRatio(rule, patients) is { } moved)
        {
            var probabilities = moved.Probabilities.Index().Select(arm => $"{Ratio.Arms[arm.Index].Name} with {arm.Item}");
            Warn("method", $"the unconditional ratio {Ratio} is not kept: participant {moved.Place} of a list gets "
                + $"{string.Join(" and ", probabilities)}; complete, permuted-block and random-allocation-rule keep it");
        }
    }

    private Rational? Fraction(string path, JsonElement node)
    {
        // The text of the number, not its nearest double: 0.8 is 4/5.
        var text = node.ValueKind == JsonValueKind.String ? node.GetString() : node.GetRawText();
        if (node.ValueKind is JsonValueKind.String or JsonValueKind.Number && Rational.TryParse(text, out var value))
        {
            return value;
        }

        Error(path, $"{node.GetRawText()} is no number; possible are a fraction such as \"4/5\" or a decimal such as 0.8");
        return null;
    }
}
