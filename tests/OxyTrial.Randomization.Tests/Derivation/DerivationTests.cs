using System.Text.Json;
using OxyTrial.Randomization.Derivation;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Derivation;

/// <summary>The values docs/derivation.md prints, which a Python program computed from the page's description.</summary>
public class DerivationTests
{
    private const string Scope = "cohort=BPD|gender=F";
    private static readonly TrialSecret s_secret = TrialSecret.Create([.. Enumerable.Repeat((byte)42, 32)]);
    private static readonly byte[] s_salt = [.. Enumerable.Repeat((byte)7, 16)];

    [Theory]
    [InlineData("""{"method":"permuted-block","sizes":[4,6]}""", "BBAAAABBBAAABABBBABAABAB", 1, 1)]
    [InlineData("""{"method":"permuted-block","sizes":[3]}""", "AABBAAAABBAAAAB", 2, 1)]
    [InlineData("""{"method":"complete"}""", "AAAABBCBCACBBAABABCB", 3, 2, 1)]
    public void Slots_have_the_arms_the_documented_bytes_give(string procedure, string arms, params int[] numbers)
    {
        var ratio = Given.Ratio(numbers);
        var scope = new SlotArms(s_secret, Given.SpecSha256, Given.Procedure(procedure, ratio), ratio).Open(Scope);
        string.Concat(arms.Select(_ => (char)('A' + scope.Next(Profile.Empty)))).ShouldBe(arms);
        scope.SlotsDrawn.ShouldBe(arms.Length);
    }

    [Fact]
    public void Kits_have_the_numbers_the_documented_bytes_give()
    {
        var catalogue = new KitCatalogue(s_secret, Given.SpecSha256, Given.OneToOne, 5, 3);
        Enumerable.Range(0, 3).SelectMany(catalogue.Set).Select(kit => $"{kit.Number} {(char)('A' + kit.Arm)}").ShouldBe(
            ["017132 A", "041548 B", "281258 A", "830852 B", "173765 B", "526539 A"]);
        KitOrder.Rank(s_secret, Given.SpecSha256, "482137").ToString("x32", null).ShouldBe("a389b4ed099ba11cfcb1756571a0c8b6");
    }

    [Fact]
    public void Commitments_have_the_documented_bytes()
    {
        var procedure = ProcedureCommitment.Compute("""{"method":"permuted-block","sizes":[4,6]}""", s_salt);
        Convert.ToHexStringLower(procedure).ShouldBe("73957e13625976d5d95295ef4933f0761b4fc0d2e8aa4602f6b860f905e594b4");
        Convert.ToHexStringLower(Commitment.Compute(Given.SpecSha256, procedure, s_secret, s_salt))
            .ShouldBe("5f06ff26305048ac127db27b6aa81d12473e365935969571f5b0e5f0fed95315");
    }

    [Fact]
    public void A_beacons_value_is_mixed_in_as_documented_and_each_input_counts()
    {
        byte[] value = [.. Enumerable.Range(32, 32).Select(number => (byte)number)];
        MixedWith("drand-quicknet", 123_456, value).ShouldBe("19888df8903292853a37412c4b75bd7a3d3511987bdd57edebbd7b6ce76f2c3f");
        string[] mixed = [MixedWith("drand-quicknet", 123_456, value), MixedWith("drand", 123_456, value), MixedWith("drand-quicknet", 123_457, value), MixedWith("drand-quicknet", 123_456, new byte[32])];
        mixed.ShouldBeUnique();
        Should.Throw<ArgumentException>(() => Beacon.Mix(s_secret, "drand-quicknet", 123_456, new byte[31]));
    }

    private static string MixedWith(string source, long round, byte[] value)
    {
        var bytes = new byte[TrialSecret.Length];
        Beacon.Mix(s_secret, source, round, value).CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    [Fact]
    public void A_commitment_changes_with_each_of_its_inputs()
    {
        var (other, longer) = (new byte[32], new byte[17]);
        string Of(byte[] spec, byte[] procedure, TrialSecret secret, byte[] salt) =>
            Convert.ToHexString(Commitment.Compute(spec, procedure, secret, salt));
        string[] all =
        [
            Of(Given.SpecSha256, Given.SpecSha256, s_secret, s_salt), Of(other, Given.SpecSha256, s_secret, s_salt),
            Of(Given.SpecSha256, other, s_secret, s_salt), Of(Given.SpecSha256, Given.SpecSha256, Given.Secret(1), s_salt),
            Of(Given.SpecSha256, Given.SpecSha256, s_secret, longer),
        ];
        all.Distinct().Count().ShouldBe(all.Length);
    }

    [Fact]
    public void Hashes_salts_and_secrets_of_a_wrong_length_are_refused()
    {
        var complete = Given.Procedure("""{"method":"complete"}""");
        Should.Throw<ArgumentException>(() => TrialSecret.Create(new byte[31]));
        Should.Throw<ArgumentException>(() => ProcedureCommitment.Compute("{}", new byte[15]));
        Should.Throw<ArgumentException>(() => Commitment.Compute(new byte[32], new byte[31], s_secret, s_salt));
        Should.Throw<ArgumentException>(() => Commitment.Compute(new byte[31], new byte[32], s_secret, s_salt));
        Should.Throw<ArgumentException>(() => Commitment.Compute(new byte[32], new byte[32], s_secret, new byte[15]));
        Should.Throw<ArgumentException>(() => new SlotArms(s_secret, new byte[20], complete, Given.OneToOne));
        Should.Throw<ArgumentException>(() => new SlotArms(
            s_secret, Given.SpecSha256, complete, Given.OneToOne, ArmRelabeling.Identity(Given.Ratio(1, 1, 1))));
    }

    [Fact]
    public void A_secret_shows_itself_only_where_it_is_copied_on_purpose()
    {
        s_secret.ToString().ShouldBe("trial secret (hidden)");
        JsonSerializer.Serialize(s_secret).ShouldBe("{}");
        var copy = new byte[32];
        s_secret.CopyTo(copy);
        copy.ShouldAllBe(octet => octet == 42);
    }
}
