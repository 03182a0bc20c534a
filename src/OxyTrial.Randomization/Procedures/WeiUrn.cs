using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>
/// Wei's urn UD(α, β): the urn starts with α balls of each arm; a ball is drawn, put back, and β balls of every other arm are added. Two
/// arms: φ_A = (α + β N_B) / (2α + βj). Wei, Journal of the American Statistical Association 72 (1977), 382–386, and Annals of Statistics 6
/// (1978), 92–100. Ratios weigh the balls: α r_a at the start, and β r_a / r_i of arm a after a participant in arm i. With α = 0 the
/// ratio decides for the first participant. With unequal ratios the unconditional ratio moves, of which the reading warns. Parameters:
/// <c>alpha</c> and <c>beta</c>, 0 or more and not both 0; optional <c>factors</c>.
/// </summary>
public sealed class WeiUrn : CountProcedure
{
    internal const string Name = "wei-urn";

    private WeiUrn(Rational alpha, Rational beta, FactorList factors)
        : base(factors) => (Alpha, Beta) = (alpha, beta);

    /// <inheritdoc/>
    public override string Method => Name;

    /// <summary>Balls of each arm at the start, 0 or more.</summary>
    public Rational Alpha { get; }

    /// <summary>Balls of each other arm added after an allocation, 0 or more.</summary>
    public Rational Beta { get; }

    internal static WeiUrn? Read(ProcedureReader reader)
    {
        reader.AllowKeys("alpha", "beta", "factors");
        var factors = reader.Factors(atLeastOne: false);
        var alpha = reader.Balls("alpha", "the balls of each arm at the start");
        var beta = reader.Balls("beta", "the balls of each other arm added after an allocation");
        if (factors is null || alpha is null || beta is null)
        {
            return null;
        }

        if (alpha.Value.Sign == 0 && beta.Value.Sign == 0)
        {
            reader.Error("beta", "is 0 as alpha is: the urn would stay empty; possible is a positive alpha or beta, such as alpha 0 and beta 1");
            return null;
        }

        if (beta.Value.Sign == 0)
        {
            reader.Warn("beta", "is 0: no ball is ever added, which is complete randomization");
        }

        return new WeiUrn(alpha.Value, beta.Value, factors);
    }

    internal override CountRule CountRuleFor(AllocationRatio ratio) => new Rule(ratio, Alpha, Beta);

    private protected override void WriteParameters(Utf8JsonWriter writer)
    {
        writer.WriteString("alpha", Alpha.ToString());
        writer.WriteString("beta", Beta.ToString());
    }

    private sealed class Rule(AllocationRatio ratio, Rational alpha, Rational beta) : CountRule(ratio)
    {
        public override void Probabilities(ReadOnlySpan<int> counts, Span<Rational> probabilities)
        {
            var sum = Rational.Zero;
            for (var arm = 0; arm < counts.Length; arm++)
            {
                probabilities[arm] = Ratio[arm] * (alpha + (beta * ScaledCountOfOthers(counts, arm)));
                sum += probabilities[arm];
            }

            for (var arm = 0; arm < counts.Length; arm++)
            {
                probabilities[arm] = sum.Sign == 0 ? Ratio.ShareOf(arm) : probabilities[arm] / sum;
            }
        }

        private Rational ScaledCountOfOthers(ReadOnlySpan<int> counts, int arm)
        {
            var others = Rational.Zero;
            for (var other = 0; other < counts.Length; other++)
            {
                others += other == arm ? Rational.Zero : new Rational(counts[other], Ratio[other]);
            }

            return others;
        }
    }
}
