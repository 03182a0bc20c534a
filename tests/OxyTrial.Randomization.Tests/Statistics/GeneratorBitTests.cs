using OxyTrial.Randomization.Bits;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Statistics;

/// <summary>
/// The bits of the generator, each test at level .001 (see <see cref="ChiSquare.Level"/>): along one long stream, and across the streams of
/// many slots, of which an allocation reads the first byte or two.
/// </summary>
public sealed class GeneratorBitTests
{
    private const int Bytes = 1 << 16;

    private static readonly Lazy<byte[]> Long = new(() => Taken(Stream()));
    private static readonly Lazy<byte[]> Across = new(FirstBytesOfSlots);

    public static TheoryData<string> Sources => new("one long stream", "first bytes of many slots");

    [Theory]
    [MemberData(nameof(Sources))]
    public void Ones_and_zeros_are_as_many_in_all_and_in_blocks(string source)
    {
        BitTests.Monobit(Of(source)).ShouldBeGreaterThan(ChiSquare.Level);
        BitTests.BlockFrequency(Of(source), 128).ShouldBeGreaterThan(ChiSquare.Level);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Ones_and_zeros_change_as_often_as_they_should(string source) => BitTests.Runs(Of(source)).ShouldBeGreaterThan(ChiSquare.Level);

    [Theory]
    [MemberData(nameof(Sources))]
    public void Patterns_of_nine_bits_are_equally_frequent(string source)
    {
        var (first, second) = BitTests.Serial(Of(source), 9);
        first.ShouldBeGreaterThan(ChiSquare.Level);
        second.ShouldBeGreaterThan(ChiSquare.Level);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Bytes_are_equally_frequent(string source) => PValueOfBytes(BytesOf(source)).ShouldBeGreaterThan(ChiSquare.Level);

    [Fact]
    public void A_source_with_too_many_ones_fails() => BitTests.Monobit(BitTests.BitsOf(Taken(BiasedBits.TooManyOnes(Stream())))).ShouldBeLessThan(ChiSquare.Level);

    [Fact]
    public void A_source_that_repeats_itself_fails()
    {
        var bits = BitTests.BitsOf(Taken(BiasedBits.Repeating(Stream())));
        BitTests.BlockFrequency(bits, 128).ShouldBeLessThan(ChiSquare.Level);
        BitTests.Serial(bits, 9).First.ShouldBeLessThan(ChiSquare.Level);
    }

    [Fact]
    public void A_source_of_alternating_bits_has_too_many_runs()
    {
        bool[] bits = [.. Enumerable.Range(0, 4096).Select(index => index % 2 == 0)];
        BitTests.Monobit(bits).ShouldBe(1);
        BitTests.Runs(bits).ShouldBeLessThan(ChiSquare.Level);
    }

    [Fact]
    public void A_source_with_one_byte_too_often_fails() => PValueOfBytes(Taken(BiasedBits.OneByteTooOften(Stream()))).ShouldBeLessThan(ChiSquare.Level);

    private static double PValueOfBytes(byte[] bytes) => ChiSquare.PValueOfUniform(bytes, [.. Enumerable.Range(0, 256).Select(number => (byte)number)]);

    private static bool[] Of(string source) => BitTests.BitsOf(BytesOf(source));

    private static byte[] BytesOf(string source) => (source == "one long stream" ? Long : Across).Value;

    private static DrbgStream Stream() => new(new HmacDrbg(Given.SpecSha256, "statistics"u8, []));

    private static byte[] Taken(IRandomBits bits)
    {
        var bytes = new byte[Bytes];
        bits.Fill(bytes);
        return bytes;
    }

    private static byte[] FirstBytesOfSlots()
    {
        var bytes = new byte[1 << 13];
        for (var index = 0; index < bytes.Length; index++)
        {
            var secret = new byte[32];
            Given.Secret(index / 64).CopyTo(secret);
            byte[] fields = [.. Field("oxytrial/slot/1"u8), .. Field(index % 2 == 0 ? "cohort=BPD"u8 : "cohort=healthy"u8), .. Field([0, 0, 0, 0, 0, 0, 0, (byte)((index % 64 / 2) + 1)])];
            new DrbgStream(new HmacDrbg(secret, Given.SpecSha256, fields)).Fill(bytes.AsSpan(index, 1));
        }

        return bytes;
    }

    // As docs/derivation.md has it.
    private static byte[] Field(ReadOnlySpan<byte> bytes) => [0, 0, 0, (byte)bytes.Length, .. bytes];
}
