using System.Globalization;
using OxyTrial.Randomization;
using OxyTrial.Assessment.Simulation;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Cli.Commands.Simulation;

/// <summary>
/// Who the simulated patients are: the spec's cohorts, factors and sites, or the procedure's factors, with the prevalences given or else
/// assumed: cohorts as large as their caps; attachment such that 90 % of the patients are insecure; all else equal.
/// </summary>
internal static class PopulationReader
{
    private const double Secure = 0.1;
    private const string Site = "site";
    private const string Cohort = "cohort";
    private static readonly string[] AttachmentDimensions = ["anxiety", "avoidance"];

    private sealed record Candidate(string Name, IReadOnlyList<string> Levels, FactorRole Role, bool IsDimension);

    /// <exception cref="CommandLineException">A prevalence is malformed, or of an unknown factor or level.</exception>
    public static IReadOnlyList<PopulationFactor> Read(ProcedureQuestion question, IReadOnlyList<string> texts)
    {
        var given = texts.Select(Prevalence.Parse).ToList();
        if (given.GroupBy(prevalence => prevalence.Factor).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new CommandLineException($"--prevalence: {twice.Key} is there twice.");
        }

        var candidates = question.Spec is { } spec ? OfStudy(spec.Study) : OfProcedure(question.Procedure, given);
        if (given.FirstOrDefault(prevalence => candidates.All(candidate => candidate.Name != prevalence.Factor)) is { } unknown)
        {
            throw new CommandLineException($"--prevalence: {unknown.Factor} is no factor here; possible are {string.Join(", ", candidates.Select(candidate => candidate.Name).DefaultIfEmpty("none"))}.");
        }

        var dimensions = candidates.Count(candidate => candidate.IsDimension);
        return [.. candidates.Select(candidate => given.Find(prevalence => prevalence.Factor == candidate.Name) is { } prevalence
            ? Factor(candidate, prevalence.SharesOf(candidate.Levels), PrevalenceOrigin.Given)
            : Assumed(candidate, dimensions, question.Spec?.Study))];
    }

    private static List<Candidate> OfStudy(StudySpec study)
    {
        var candidates = new List<Candidate>();
        if (study.Cohorts.Length > 1)
        {
            candidates.Add(new Candidate(Cohort, [.. study.Cohorts.Select(cohort => cohort.Key)], FactorRole.Cohort, false));
        }

        candidates.AddRange(study.Factors.Select(factor => new Candidate(
            factor.Name, factor.Levels, factor is SiteFactor ? FactorRole.Site : FactorRole.Factor, factor is InstrumentFactor && factor.Levels.Contains("high"))));
        if (study.Sites.Length > 1 && candidates.TrueForAll(candidate => candidate.Role != FactorRole.Site))
        {
            candidates.Add(new Candidate(Site, [.. study.Sites.Select(site => site.Id.Value)], FactorRole.Site, false));
        }

        return candidates;
    }

    // A procedure without factors may be looked at with any; beside those of a procedure that has some, only site and cohort make sense.
    private static List<Candidate> OfProcedure(ProcedureDefinition procedure, List<Prevalence> given)
    {
        var factors = procedure.Factors.Factors;
        var others = given.Where(prevalence => factors.All(factor => factor.Name != prevalence.Factor)
            && (factors.Count == 0 || prevalence.Factor is Site or Cohort));
        return
        [
            .. factors.Select(factor => Named(factor.Name, factor.Levels)),
            .. others.Select(prevalence => Named(prevalence.Factor, [.. prevalence.Weights.Select(weight => weight.Level)])),
        ];
    }

    private static Candidate Named(string name, IReadOnlyList<string> levels) => new(
        name,
        levels,
        name switch { Site => FactorRole.Site, Cohort => FactorRole.Cohort, _ => FactorRole.Factor },
        AttachmentDimensions.Contains(name) && levels.Contains("high"));

    private static PopulationFactor Assumed(Candidate candidate, int dimensions, StudySpec? study)
    {
        var levels = candidate.Levels;
        if (candidate.IsDimension)
        {
            // Secure is low on every dimension; independent dimensions of equal share then leave a tenth secure.
            var high = 1 - Math.Pow(Secure, 1.0 / dimensions);
            return Factor(candidate, [.. levels.Select(level => level == "high" ? high : (1 - high) / (levels.Count - 1))], PrevalenceOrigin.AssumedInsecure);
        }

        if (levels.Contains("secure"))
        {
            return Factor(candidate, [.. levels.Select(level => level == "secure" ? Secure : (1 - Secure) / (levels.Count - 1))], PrevalenceOrigin.AssumedInsecure);
        }

        if (candidate.Role == FactorRole.Cohort && study is not null && levels.All(study.Caps.Cohorts.ContainsKey))
        {
            double sum = levels.Sum(level => study.Caps.Cohorts[level]);
            return Factor(candidate, [.. levels.Select(level => study.Caps.Cohorts[level] / sum)], PrevalenceOrigin.FromCaps);
        }

        return Factor(candidate, [.. levels.Select(_ => 1.0 / levels.Count)], PrevalenceOrigin.AssumedEqual);
    }

    private static PopulationFactor Factor(Candidate candidate, IReadOnlyList<double> shares, PrevalenceOrigin origin) => new(
        candidate.Name,
        [.. candidate.Levels.Select((level, index) => new LevelShare(level, shares[index]))],
        candidate.Role,
        origin,
        candidate.IsDimension ? "high" : candidate.Levels.Contains("secure") ? "secure" : null);
}

/// <summary>A factor's prevalences as given: <c>gender=F:4,M:1</c>.</summary>
internal sealed record Prevalence(string Factor, IReadOnlyList<(string Level, double Weight)> Weights)
{
    public static Prevalence Parse(string text)
    {
        if (text.Split('=', 2) is not [var factor, var levels] || factor.Trim().Length == 0)
        {
            throw new CommandLineException($"--prevalence: '{text}' is not FACTOR=LEVEL:WEIGHT,LEVEL:WEIGHT, e.g. gender=F:4,M:1.");
        }

        var weights = levels.Split(',').Select(level => Weight(text, level)).ToList();
        if (weights.GroupBy(weight => weight.Level).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new CommandLineException($"--prevalence: level {twice.Key} of {factor.Trim()} is there twice.");
        }

        return weights.Sum(weight => weight.Weight) is > 0 and < 1e12
            ? new Prevalence(factor.Trim(), weights)
            : throw new CommandLineException($"--prevalence: the weights of {factor.Trim()} sum to no positive number; possible are e.g. 4:1, one of them above 0.");
    }

    /// <summary>The shares in the order of the factor's levels; every level has to be given, 0 for one that does not occur.</summary>
    public IReadOnlyList<double> SharesOf(IReadOnlyList<string> levels)
    {
        var given = Weights.ToDictionary(weight => weight.Level, weight => weight.Weight, StringComparer.Ordinal);
        if (given.Keys.FirstOrDefault(level => !levels.Contains(level)) is { } unknown)
        {
            throw new CommandLineException($"--prevalence: {Factor} has no level {unknown}; possible are {string.Join(", ", levels)}.");
        }

        if (levels.FirstOrDefault(level => !given.ContainsKey(level)) is { } missing)
        {
            throw new CommandLineException($"--prevalence: {Factor} needs a weight for {missing}; 0 if it does not occur.");
        }

        var sum = given.Values.Sum();
        return [.. levels.Select(level => given[level] / sum)];
    }

    private static (string Level, double Weight) Weight(string text, string level) =>
        level.LastIndexOf(':') is var colon and > 0
            && double.TryParse(level[(colon + 1)..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
            ? (level[..colon].Trim(), weight)
            : throw new CommandLineException($"--prevalence: '{level}' in '{text}' is not LEVEL:WEIGHT with a weight of 0 or more, e.g. F:4.");
}
