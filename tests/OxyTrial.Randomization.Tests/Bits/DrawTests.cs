using System.Numerics;
using OxyTrial.Randomization.Bits;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Bits;

public class DrawTests
{
    [Fact]
    public void A_bound_of_one_takes_no_bytes()
    {
        var bits = new ScriptedBits();
        UniformInteger.Below(bits, 1).ShouldBe(0);
        UniformInteger.Below(bits, BigInteger.One).ShouldBe(BigInteger.Zero);
        bits.Taken.ShouldBe(0);
    }

    [Fact]
    public void High_bits_are_masked_and_numbers_out_of_bounds_are_rejected()
    {
        var bits = new ScriptedBits(0xFF, 0x0E, 0xFD);
        UniformInteger.Below(bits, 6).ShouldBe(5); // 7 and 6 are rejected
        bits.Taken.ShouldBe(3);
    }

    [Fact]
    public void The_word_is_big_endian_and_as_short_as_it_can_be()
    {
        var bits = new ScriptedBits(0x01, 0x01, 0x01, 0x00);
        UniformInteger.Below(bits, 257).ShouldBe(256); // 257 is rejected
        bits.Taken.ShouldBe(4);
    }

    [Fact]
    public void Every_bound_up_to_a_byte_is_hit_by_every_number_equally_often()
    {
        for (var bound = 1; bound <= 256; bound++)
        {
            var hits = new int[bound];
            for (var octet = 0; octet < 256; octet++)
            {
                // After a rejection the script goes on with zero, which is counted apart.
                var bits = new ScriptedBits((byte)octet, 0);
                var number = UniformInteger.Below(bits, bound);
                hits[number] += bits.Taken <= 1 ? 1 : 0;
            }

            hits.Distinct().Count().ShouldBe(1, $"bound {bound}");
        }
    }

    [Fact]
    public void Large_bounds_follow_the_same_rule()
    {
        var bound = (BigInteger.One << 40) + 1; // 41 bits, six bytes
        var bits = new ScriptedBits(0xFF, 0, 0, 0, 0, 1, 0xFE, 1, 2, 3, 4, 5);
        UniformInteger.Below(bits, bound).ShouldBe(new BigInteger(0x0102030405));
        bits.Taken.ShouldBe(12);
        UniformInteger.Below(new ScriptedBits(0x80, 0, 0, 1), (BigInteger)int.MaxValue).ShouldBe(BigInteger.One);
        UniformInteger.Below(new ScriptedBits(0x7F, 255, 255, 255, 0, 0, 0, 5), int.MaxValue).ShouldBe(5);
    }

    [Fact]
    public void A_bound_below_one_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => UniformInteger.Below(new ScriptedBits(), 0));
        Should.Throw<ArgumentOutOfRangeException>(() => UniformInteger.Below(new ScriptedBits(), BigInteger.Zero));
    }

    [Fact]
    public void A_bernoulli_draw_is_a_uniform_integer_below_the_numerator()
    {
        bool Draw(byte octet, string p) => WeightedChoice.Bernoulli(new ScriptedBits(octet), Rational.Parse(p));
        Draw(3, "4/5").ShouldBeTrue();
        Draw(4, "4/5").ShouldBeFalse();
        WeightedChoice.Bernoulli(new ScriptedBits(), Rational.One).ShouldBeTrue();
        WeightedChoice.Bernoulli(new ScriptedBits(), Rational.Zero).ShouldBeFalse();
        Should.Throw<ArgumentOutOfRangeException>(() => Draw(0, "6/5"));
        Should.Throw<ArgumentOutOfRangeException>(() => Draw(0, "-1/5"));
    }

    [Fact]
    public void A_weighted_choice_gives_each_index_its_exact_share()
    {
        Rational[] probabilities = [new(1, 6), default, new(1, 2), new(1, 3)];
        byte[] draws = [0, 1, 2, 3, 4, 5];
        draws.Select(octet => WeightedChoice.Draw(new ScriptedBits(octet), probabilities)).ShouldBe([0, 2, 2, 2, 3, 3]);
    }

    [Fact]
    public void Probabilities_that_are_none_are_refused()
    {
        Should.Throw<ArgumentException>(() => WeightedChoice.Draw(new ScriptedBits(0), [new(1, 2), new(1, 3)]))
            .Message.ShouldContain("5/6");
        Should.Throw<ArgumentException>(() => WeightedChoice.Draw(new ScriptedBits(0), [new(3, 2), new(-1, 2)]))
            .Message.ShouldContain("-1/2");
    }

    [Fact]
    public void All_choices_of_the_shuffle_together_give_every_arrangement_once()
    {
        var arrangements = new HashSet<string>();
        var choices = 0;
        foreach (var j4 in Enumerable.Range(0, 5))
        foreach (var j3 in Enumerable.Range(0, 4))
        foreach (var j2 in Enumerable.Range(0, 3))
        foreach (var j1 in Enumerable.Range(0, 2))
        {
            int[] indexes = [-1, j1, j2, j3, j4];
            var items = "abcde".ToCharArray();
            FisherYates.Shuffle(items.AsSpan(), i => indexes[i]);
            arrangements.Add(new string(items));
            choices++;
        }

        choices.ShouldBe(120);
        arrangements.Count.ShouldBe(120);
    }

    [Fact]
    public void The_shuffle_takes_its_indexes_from_the_last_item_down()
    {
        var items = "abc".ToCharArray();
        FisherYates.Shuffle<char>(new ScriptedBits(0, 0), items); // exchange 2 with 0, then 1 with 0
        new string(items).ShouldBe("bca");
    }
}
