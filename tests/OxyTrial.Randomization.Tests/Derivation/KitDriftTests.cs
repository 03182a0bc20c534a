using OxyTrial.Randomization.Derivation;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Derivation;

/// <summary>Where kits go out in the order of their numbers, those of the arm that is used more run ahead, and numbers tell the arm.</summary>
public sealed class KitDriftTests
{
    private const int Secrets = 400;
    private const int Sets = 20;

    [Fact]
    public void Numbers_do_not_drift_apart_by_arm_however_unequally_the_arms_are_used()
    {
        var drift = Enumerable.Range(0, Secrets).Average(number => DriftOf(Given.Secret(number)));

        // The difference of two places drawn from 40: variance 2 · (40² − 1) / 12; 3.3 standard errors of its mean, level .001 for fixed secrets.
        drift.ShouldBe(0, 3.3 * Math.Sqrt(2 * ((40 * 40) - 1) / 12.0 / Secrets));
    }

    // Arm 0 drops out: of four kits that leave the box three are of arm 1. The places in the box, by number, of the last that each arm got.
    private static double DriftOf(TrialSecret secret)
    {
        var catalogue = new KitCatalogue(secret, Given.SpecSha256, Given.OneToOne, 5, Sets);
        var choice = new KitChoice(catalogue, secret, Given.SpecSha256);
        var box = catalogue.KitsOf(0, Sets);
        var left = box.ToList();
        int[] last = [0, 0];
        foreach (var arm in Enumerable.Repeat<int[]>([0, 1, 1, 1], 6).SelectMany(arms => arms))
        {
            var kit = choice.Choose(left, arm).ShouldNotBeNull();
            left.Remove(kit);
            last[arm] = box.ToList().IndexOf(kit);
        }

        return last[1] - last[0];
    }
}
