using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Samples;
using OxyTrial.Trial;
using Shouldly;

namespace OxyTrial.Vault.Tests.Blinding;

/// <summary>
/// A tiny world, two kits of each arm at one site and complete randomization, under thousands of secrets: what a blinded person sees
/// (which kits of the box went out, and when the site was refused) against the arms that only the secret knows. The exact enumeration, of
/// every draw there can be, is OxyTrial.SmallWorlds; here the draws are those derived from secrets.
/// </summary>
public sealed class SmallWorldTests
{
    private const int Worlds = 6000;
    private static readonly AllocationRatio OneToOne = AllocationRatio.Create(("A", 1), ("B", 1));
    private static readonly byte[] SpecHash = SHA256.HashData("spec"u8);

    [Fact]
    public void Under_the_pooled_rule_the_arms_are_as_likely_after_everything_seen_as_before()
    {
        var counts = new Dictionary<(string Seen, string Arms), int>();
        for (var world = 0; world < Worlds; world++)
        {
            var seen = Run(world);
            seen.Assigned.ShouldBe(2, "the pooled rule refuses after two, whatever the arms");
            counts[(seen.Kits, seen.Arms)] = counts.GetValueOrDefault((seen.Kits, seen.Arms)) + 1;
        }

        // Twelve ordered pairs of kits against four pairs of arms: 33 degrees of freedom; 80 is exceeded by chance once in 100 000.
        counts.Keys.Select(key => key.Seen).Distinct().Count().ShouldBe(12);
        ChiSquare(counts).ShouldBeLessThan(80);
    }

    [Fact]
    public void A_box_handed_out_in_the_order_of_its_numbers_would_be_caught()
    {
        var counts = new Dictionary<(string Seen, string Arms), int>();
        for (var world = 0; world < Worlds; world++)
        {
            var seen = Run(world, inOrderOfNumber: true);
            counts[(seen.Kits, seen.Arms)] = counts.GetValueOrDefault((seen.Kits, seen.Arms)) + 1;
        }

        ChiSquare(counts).ShouldBeGreaterThan(500);
    }

    [Fact]
    public void Kit_numbers_are_ordered_independently_of_the_arm()
    {
        // Rank sum of arm A's 8 kits among 16 over 2000 catalogues: mean 68, variance 8·8·17/12 each (Wilcoxon 1945); five standard errors.
        const int catalogues = 2000;
        var sum = 0L;
        for (var world = 0; world < catalogues; world++)
        {
            var catalogue = new KitCatalogue(SecretOf(world), SpecHash, OneToOne, 6, 8);
            sum += catalogue.KitsOf(0, 8).Select((number, place) => catalogue.ArmOf(number) == 0 ? place + 1 : 0).Sum();
        }

        var standardError = Math.Sqrt(8 * 8 * 17 / 12.0 / catalogues);
        ((double)sum / catalogues).ShouldBe(68, 5 * standardError);
    }

    private static double ChiSquare(Dictionary<(string Seen, string Arms), int> counts)
    {
        var seen = counts.GroupBy(count => count.Key.Seen).ToDictionary(group => group.Key, group => group.Sum(count => count.Value));
        var arms = counts.GroupBy(count => count.Key.Arms).ToDictionary(group => group.Key, group => group.Sum(count => count.Value));
        return (from row in seen
                from column in arms
                let expected = (double)row.Value * column.Value / Worlds
                let difference = counts.GetValueOrDefault((row.Key, column.Key)) - expected
                select difference * difference / expected).Sum();
    }

    private static (int Assigned, string Kits, string Arms) Run(int world, bool inOrderOfNumber = false)
    {
        var secret = SecretOf(world);
        var spec = TrialSamples.Spec();
        var catalogue = new KitCatalogue(secret, SpecHash, OneToOne, 4, 2);
        var choice = new KitChoice(catalogue, secret, SpecHash);
        var slots = new SlotArms(secret, SpecHash, Complete, OneToOne).Open("list");
        var box = catalogue.KitsOf(0, 2).Select(OxyTrial.Trial.Identifiers.KitNumber.FromTrusted).ToArray();
        var site = States.Open.Then(new KitsReceived("L1", TrialSamples.Expiry, 2, [.. box]));
        var (kits, arms) = (new StringBuilder(), new StringBuilder());
        for (var number = 1; number <= box.Length; number++)
        {
            if (site.Stock.OpenLots(spec, TrialSamples.Today) is not [var lot, ..])
            {
                break;
            }

            var arm = slots.Next(Complete.Factors.TryProfile(new Dictionary<string, string>(), out var profile, out _) ? profile : throw new InvalidOperationException());
            var given = inOrderOfNumber
                ? lot.Available.First(kit => catalogue.ArmOf(kit.Value) == arm)
                : OxyTrial.Trial.Identifiers.KitNumber.FromTrusted(choice.Choose(lot.Available.Select(kit => kit.Value), arm)!);
            site = site.Then(new KitAssigned(given, TrialSamples.Participant(number), "V1"));
            kits.Append(Array.IndexOf(box, given));
            arms.Append("AB"[arm]);
        }

        return (kits.Length, kits.ToString(), arms.ToString());
    }

    private static TrialSecret SecretOf(int world) => TrialSecret.Create(SHA256.HashData(BitConverter.GetBytes(world)));

    private static ProcedureDefinition Complete { get; } = Read();

    private static ProcedureDefinition Read()
    {
        using var node = JsonDocument.Parse("""{"method":"complete"}""");
        return ProcedureDefinition.Read(node.RootElement, OneToOne).Definition!;
    }
}
