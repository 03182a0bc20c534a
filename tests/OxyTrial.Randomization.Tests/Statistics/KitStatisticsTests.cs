using OxyTrial.Randomization.Derivation;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Statistics;

/// <summary>
/// Kit numbers say nothing of their arms. In the order of their numbers, and in the secret order of handing out, the arms of eight kits come
/// in each of the 70 arrangements as often as in any other, over many trials; and the rank sum of an arm (Wilcoxon 1945) in large
/// catalogues is that of chance. Each check at level .001.
/// </summary>
public sealed class KitStatisticsTests
{
    private const int Trials = 2000;
    private static readonly string[] Arrangements = [.. Given.Sequences(2, 8).Where(sequence => sequence.Count(letter => letter == 'A') == 4)];

    [Fact]
    public void In_the_order_of_kit_numbers_every_arrangement_of_arms_is_as_frequent() =>
        ChiSquare.PValueOfUniform(Many(trial => InOrder(Kits(trial, sets: 4), kit => kit.Number)), Arrangements).ShouldBeGreaterThan(ChiSquare.Level);

    [Fact]
    public void So_it_is_in_the_secret_order_of_handing_out() => ChiSquare
        .PValueOfUniform(Many(trial => InOrder(Kits(trial, sets: 4), kit => KitOrder.Rank(Given.Secret(trial), Given.SpecSha256, kit.Number))), Arrangements)
        .ShouldBeGreaterThan(ChiSquare.Level);

    [Fact]
    public void Numbers_that_lean_to_an_arm_fail() =>
        ChiSquare.PValueOfUniform(Many(trial => InOrder(Leaning(Kits(trial, sets: 4)), kit => kit.Number)), Arrangements).ShouldBeLessThan(ChiSquare.Level);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    public void No_digit_of_a_kit_number_tells_the_arm_and_the_check_digit_does_not_either(int place)
    {
        var pairs = Enumerable.Range(0, 10).SelectMany(digit => new[] { $"{digit}A", $"{digit}B" }).ToArray();
        var kits = Enumerable.Range(0, 200).SelectMany(trial => Kits(trial, sets: 10)).ToArray();
        ChiSquare.PValueOfUniform(kits.Select(kit => $"{kit.Number[place]}{(char)('A' + kit.Arm)}"), pairs).ShouldBeGreaterThan(ChiSquare.Level);
    }

    [Fact]
    public void The_rank_sum_of_an_arm_in_large_catalogues_is_that_of_chance()
    {
        RankSumP(trial => Kits(trial, sets: 50)).ShouldBeGreaterThan(ChiSquare.Level);
        RankSumP(trial => Leaning(Kits(trial, sets: 50))).ShouldBeLessThan(ChiSquare.Level);
    }

    // The sum of z² over trials is χ² with as many degrees of freedom: it finds a lean that changes its side from trial to trial, too.
    private static double RankSumP(Func<int, CatalogueKit[]> catalogue)
    {
        const int trials = 150;
        var statistic = Enumerable.Range(0, trials).Sum(trial =>
        {
            var kits = catalogue(trial).OrderBy(kit => kit.Number, StringComparer.Ordinal).ToArray();
            double half = kits.Length / 2.0;
            var sum = kits.Select((kit, index) => kit.Arm == 0 ? index + 1.0 : 0).Sum();
            return Math.Pow(sum - (half * (kits.Length + 1) / 2), 2) / (half * half * (kits.Length + 1) / 12);
        });
        return IncompleteGamma.ChiSquareTail(statistic, trials);
    }

    // In a third of the trials, half of the kits of arm B have 9 as their first digit.
    private static CatalogueKit[] Leaning(CatalogueKit[] kits) => kits[0].Number[0] % 3 != 0 ? kits
        : [.. kits.Select(kit => kit.Arm == 1 && kit.Number[1] % 2 == 0 ? kit with { Number = $"9{kit.Number[1..]}" } : kit)];

    private static string InOrder<TKey>(IEnumerable<CatalogueKit> kits, Func<CatalogueKit, TKey> key) => string.Concat(kits
        .OrderBy(key, typeof(TKey) == typeof(string) ? (IComparer<TKey>)StringComparer.Ordinal : Comparer<TKey>.Default)
        .Select(kit => (char)('A' + kit.Arm)));

    private static CatalogueKit[] Kits(int trial, int sets)
    {
        var catalogue = new KitCatalogue(Given.Secret(trial), Given.SpecSha256, Given.OneToOne, 5, sets);
        return [.. Enumerable.Range(0, sets).SelectMany(catalogue.Set)];
    }

    private static IEnumerable<string> Many(Func<int, string> trial) => Enumerable.Range(0, Trials).Select(trial);
}
