using System.Globalization;
using OxyTrial.Randomization;
using OxyTrial.Reports.Document;

namespace OxyTrial.Assessment.Reports;

/// <summary>A procedure's parameters as labelled values, and where it was published.</summary>
internal static class ProcedureFacts
{
    public static IEnumerable<KeyValue> Of(ProcedureDefinition procedure) =>
    [
        new("Procedure", procedure.Method, Source(procedure)),
        new("Factors", procedure.Factors.Count == 0 ? "none" : ReportText.And([.. procedure.Factors.Factors.Select(factor => factor.Name)]),
            procedure.Factors.Count == 0 ? null : procedure.IsStratified ? "each combination of levels has a list of its own" : "balanced over one list"),
        .. Parameters(procedure),
    ];

    /// <summary>Author, year, journal of the method.</summary>
    public static string Source(ProcedureDefinition procedure) => procedure switch
    {
        CompleteRandomization => "Fisher RA. The Design of Experiments. Oliver and Boyd, 1935",
        PermutedBlock => "Matts JP, Lachin JM. Control Clin Trials 1988;9:327–344",
        RandomAllocationRule => "Lachin JM. Control Clin Trials 1988;9:289–311",
        TruncatedBinomial => "Blackwell D, Hodges JL. Ann Math Stat 1957;28:449–460",
        EfronCoin => "Efron B. Biometrika 1971;58:403–417",
        BigStick => "Soares JF, Wu CFJ. Commun Stat Theory Methods 1983;12:2017–2034",
        BlockUrn => "Zhao W, Weng Y. Contemp Clin Trials 2011;32:953–961",
        WeiUrn => "Wei LJ. Ann Stat 1978;6:92–100",
        MaximalProcedure => "Berger VW, Ivanova A, Deloria Knoll M. Stat Med 2003;22:3017–3028",
        Minimization => "Pocock SJ, Simon R. Biometrics 1975;31:103–115",
        HuHu => "Hu Y, Hu F. Ann Stat 2012;40:1794–1815",
        DynamicHierarchical => "Heritier S, Gebski V, Pillai A. Stat Med 2005;24:3729–3741",
        _ => procedure.Method,
    };

    private static IEnumerable<KeyValue> Parameters(ProcedureDefinition procedure)
    {
        if (procedure.Length is { } length)
        {
            yield return new("Places of a list", ReportText.Count(length));
        }

        foreach (var (label, value) in procedure switch
        {
            PermutedBlock blocks => [("Block sizes", $"{DesignLabel.Set(blocks.Sizes)}{(blocks.Sizes.Count > 1 ? ", each equally likely" : "")}")],
            EfronCoin coin => [("Probability of the lagging arm", coin.Probability.ToString())],
            BigStick stick => [("Largest difference allowed", Text(stick.Tolerance))],
            BlockUrn urn => [("λ", Text(urn.Lambda))],
            WeiUrn urn => [("α and β", $"{urn.Alpha} and {urn.Beta}")],
            MaximalProcedure maximal => [("Largest difference allowed", Text(maximal.Tolerance))],
            Minimization minimization =>
            [
                ("Metric", DesignLabel.Metric(minimization.Metric)), ("Probability of the best arm", minimization.Probability.ToString()),
                ("Weights", Weights(minimization.Factors, minimization.Weights)),
            ],
            HuHu huHu =>
            [
                ("Probability of the best arm", huHu.Probability.ToString()),
                ("Weights", $"overall {huHu.Overall}, margins ({Weights(huHu.Factors, huHu.Margins)}), stratum {huHu.Stratum}"),
            ],
            DynamicHierarchical hierarchical =>
                [("Levels", string.Join("; then ", hierarchical.Levels.Select(level => FormattableString.Invariant($"{level.Within} from {level.Threshold} with {level.Probability}"))))],
            _ => Array.Empty<(string, string)>(),
        })
        {
            yield return new(label, value);
        }
    }

    private static string Weights(FactorList factors, IReadOnlyList<Rational> weights) =>
        string.Join(", ", factors.Factors.Zip(weights, (factor, weight) => $"{factor.Name} {weight}"));

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
