using OxyTrial.Randomization.Bits;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Bits;

/// <summary>Known answers of NIST's Cryptographic Algorithm Validation Program, CAVS 14.3, HMAC_DRBG with SHA-256.</summary>
public class HmacDrbgTests
{
    [Theory]
    [InlineData( // no reseed, no personalization, no additional input, COUNT 0
        "ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488", "659ba96c601dc69fc902940805ec0ca8", "", "", "",
        "e528e9abf2dece54d47c7e75e5fe302149f817ea9fb4bee6f4199697d04d5b89d54fbb978a15b5c443c9ec21036d2460b6f73ebad0dc2aba6e624abf07745bc107694bb7547bb0995f70de25d6b29e2d3011bb19d27676c07162c8b5ccde0668961df86803482cb37ed6d5c0bb8d50cf1f50d476aa0458bdaba806f48be9dcb8")]
    [InlineData( // COUNT 1
        "79737479ba4e7642a221fcfd1b820b134e9e3540a35bb48ffae29c20f5418ea3", "3593259c092bef4129bc2c6c9e19f343", "", "", "",
        "cf5ad5984f9e43917aa9087380dac46e410ddc8a7731859c84e9d0f31bd43655b924159413e2293b17610f211e09f770f172b8fb693a35b85d3b9e5e63b1dc252ac0e115002e9bedfb4b5b6fd43f33b8e0eafb2d072e1a6fee1f159df9b51e6c8da737e60d5032dd30544ec51558c6f080bdbdab1de8a939e961e06b5f1aca37")]
    [InlineData( // additional input, COUNT 0
        "d3cc4d1acf3dde0c4bd2290d262337042dc632948223d3a2eaab87da44295fbd", "0109b0e729f457328aa18569a9224921", "",
        "3c311848183c9a212a26f27f8c6647e40375e466a0857cc39c4e47575d53f1f6",
        "fcb9abd19ccfbccef88c9c39bfb3dd7b1c12266c9808992e305bc3cff566e4e4",
        "9c7b758b212cd0fcecd5daa489821712e3cdea4467b560ef5ddc24ab47749a1f1ffdbbb118f4e62fcfca3371b8fbfc5b0646b83e06bfbbab5fac30ea09ea2bc76f1ea568c9be0444b2cc90517b20ca825f2d0eccd88e7175538b85d90ab390183ca6395535d34473af6b5a5b88f5a59ee7561573337ea819da0dcc3573a22974")]
    [InlineData( // personalization, COUNT 8
        "96ae3b8775b36da2a29b889ad878941f43c7d51295d47440cd0e3c4999193109", "1fe022a6fc0237b055d4d6a7036b18d5",
        "1e40e97362d0a823d3964c26b81ab53825c56446c5261689011886f19b08e5c2", "", "",
        "e707cd14b06ce1e6dbcceaedbf08d88891b03f44ad6a797bd12fdeb557d0151df9346a028dec004844ca46adec3051dafb345895fa9f4604d8a13c8ff66ae093fa63c4d9c0816d55a0066d31e8404c841e87b6b2c7b5ae9d7afb6840c2f7b441bf2d3d8bd3f40349c1c014347c1979213c76103e0bece26ad7720601eff42275")]
    [InlineData( // personalization and additional input, COUNT 0
        "5d3286bc53a258a53ba781e2c4dcd79a790e43bbe0e89fb3eed39086be34174b", "c5422294b7318952ace7055ab7570abf",
        "2dba094d008e150d51c4135bb2f03dcde9cbf3468a12908a1b025c120c985b9d",
        "793a7ef8f6f0482beac542bb785c10f8b7b406a4de92667ab168ecc2cf7573c6",
        "2238cdb4e23d629fe0c2a83dd8d5144ce1a6229ef41dabe2a99ff722e510b530",
        "d04678198ae7e1aeb435b45291458ffde0891560748b43330eaf866b5a6385e74c6fa5a5a44bdb284d436e98d244018d6acedcdfa2e9f499d8089e4db86ae89a6ab2d19cb705e2f048f97fb597f04106a1fa6a1416ad3d859118e079a0c319eb95686f4cbcce3b5101c7a0b010ef029c4ef6d06cdfac97efb9773891688c37cf")]
    public void The_second_request_gives_the_known_answer(
        string entropy, string nonce, string personalization, string first, string second, string expected)
    {
        var generator = new HmacDrbg(Bytes(entropy), Bytes(nonce), Bytes(personalization));
        var bits = new byte[128];
        generator.Generate(bits, Bytes(first));
        generator.Generate(bits, Bytes(second));
        Convert.ToHexStringLower(bits).ShouldBe(expected);
    }

    [Fact]
    public void A_reseeded_generator_gives_the_known_answer()
    {
        // Reseed, personalization and additional input, COUNT 0.
        var generator = new HmacDrbg(
            Bytes("cdb0d9117cc6dbc9ef9dcb06a97579841d72dc18b2d46a1cb61e314012bdf416"),
            Bytes("d0c0d01d156016d0eb6b7e9c7c3c8da8"),
            Bytes("6f0fb9eab3f9ea7ab0a719bfa879bf0aaed683307fda0c6d73ce018b6e34faaa"));
        generator.Reseed(
            Bytes("8ec6f7d5a8e2e88f43986f70b86e050d07c84b931bcf18e601c5a3eee3064c82"),
            Bytes("1ab4ca9014fa98a55938316de8ba5a68c629b0741bdd058c4d70c91cda5099b3"));
        var bits = new byte[128];
        generator.Generate(bits, Bytes("16e2d0721b58d839a122852abd3bf2c942a31c84d82fca74211871880d7162ff"));
        generator.Generate(bits, Bytes("53686f042a7b087d5d2eca0d2a96de131f275ed7151189f7ca52deaa78b79fb2"));
        Convert.ToHexStringLower(bits).ShouldBe("dda04a2ca7b8147af1548f5d086591ca4fd951a345ce52b3cd49d47e84aa31a183e31fbc42a1ff1d95afec7143c8008c97bc2a9c091df0a763848391f68cb4a366ad89857ac725a53b303ddea767be8dc5f605b1b95f6d24c9f06be65a973a089320b3cc42569dcfd4b92b62a993785b0301b3fc452445656fce22664827b88f");
    }

    [Fact]
    public void Short_entropy_and_long_requests_are_refused()
    {
        Should.Throw<ArgumentException>(() => new HmacDrbg(new byte[31], default, default));
        var generator = new HmacDrbg(new byte[32], default, default);
        Should.Throw<ArgumentException>(() => generator.Reseed(new byte[31]));
        Should.Throw<ArgumentException>(() => generator.Generate(new byte[HmacDrbg.LongestRequest + 1]));
        Should.NotThrow(() => generator.Generate(new byte[HmacDrbg.LongestRequest]));
    }

    [Fact]
    public void A_stream_gives_the_same_bytes_however_many_are_taken_at_a_time()
    {
        var whole = new byte[100];
        new DrbgStream(new HmacDrbg(new byte[32], default, default)).Fill(whole);
        var stream = new DrbgStream(new HmacDrbg(new byte[32], default, default));
        var parts = new byte[100];
        for (var (start, length) = (0, 1); start < parts.Length; start += length, length = Math.Min(length + 6, parts.Length - start))
        {
            stream.Fill(parts.AsSpan(start, length));
        }

        parts.ShouldBe(whole);
    }

    [Fact]
    public void A_stream_is_requests_of_32_bytes()
    {
        var generator = new HmacDrbg(new byte[32], default, default);
        var requests = new byte[64];
        generator.Generate(requests.AsSpan(0, 32));
        generator.Generate(requests.AsSpan(32, 32));
        var stream = new byte[64];
        new DrbgStream(new HmacDrbg(new byte[32], default, default)).Fill(stream);
        stream.ShouldBe(requests);
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex);
}
