using System.Collections.Immutable;
using OxyTrial.Randomization;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Vault.Opening;

/// <summary>
/// Counts, allocation by allocation, what somebody who knew the arms so far could have guessed: by the convergence strategy (the arm behind;
/// Blackwell and Hodges 1957) at one site within one stratum, and by the procedure's own probabilities within a whole list. Exact.
/// </summary>
internal sealed class PredictabilityMeter(AllocationRatio ratio, Func<IProcedureState> open)
{
    private readonly Dictionary<string, IProcedureState> lists = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Stratum, string Site), int[]> seen = [];
    private readonly Dictionary<(string Stratum, string Site), Sums> sums = [];

    /// <summary>The next allocation of a list.</summary>
    /// <exception cref="VaultException">The procedure cannot have allocated the arm.</exception>
    public void Add(string scope, Profile profile, string stratum, SiteId site, int arm)
    {
        var list = lists.TryGetValue(scope, out var open1) ? open1 : lists[scope] = open();
        var probabilities = list.Probabilities(profile).ToArray();
        var key = (stratum, site.Value);
        var counts = seen.TryGetValue(key, out var known) ? known : seen[key] = new int[ratio.Count];
        var sum = sums.TryGetValue(key, out var had) ? had : sums[key] = new Sums();
        sum.Allocations++;
        sum.BySite += ShareOf(BehindOf(counts), arm);
        sum.ByProcedure += ShareOf(LikeliestOf(probabilities), arm);
        sum.Certain += probabilities[arm] == Rational.One ? 1 : 0;
        counts[arm]++;
        if (!list.TryAdd(profile, arm))
        {
            throw new VaultException("The procedure cannot have allocated an arm that the journal's slots have.");
        }
    }

    public ImmutableArray<PredictabilityRow> Rows() =>
    [
        .. sums.OrderBy(row => row.Key.Stratum, StringComparer.Ordinal).ThenBy(row => row.Key.Site, StringComparer.Ordinal)
            .Select(row => new PredictabilityRow(row.Key.Stratum, SiteId.FromTrusted(row.Key.Site), row.Value.Allocations, DecimalOf(row.Value.BySite), DecimalOf(row.Value.ByProcedure), row.Value.Certain)),
    ];

    /// <summary>Arms of least count ÷ ratio.</summary>
    private List<int> BehindOf(int[] counts)
    {
        var least = Enumerable.Range(0, counts.Length).Min(arm => new Rational(counts[arm], ratio[arm]));
        return [.. Enumerable.Range(0, counts.Length).Where(arm => new Rational(counts[arm], ratio[arm]) == least)];
    }

    private static List<int> LikeliestOf(Rational[] probabilities)
    {
        var most = probabilities.Max();
        return [.. Enumerable.Range(0, probabilities.Length).Where(arm => probabilities[arm] == most)];
    }

    // Among arms that tie it is guessed in proportion to the ratio.
    private Rational ShareOf(List<int> guessed, int arm) => guessed.Contains(arm) ? new Rational(ratio[arm], guessed.Sum(other => ratio[other])) : Rational.Zero;

    private static decimal DecimalOf(Rational sum) => decimal.Round((decimal)sum.Numerator / (decimal)sum.Denominator, 4);

    private sealed class Sums
    {
        public int Allocations;
        public Rational BySite = Rational.Zero;
        public Rational ByProcedure = Rational.Zero;
        public int Certain;
    }
}
