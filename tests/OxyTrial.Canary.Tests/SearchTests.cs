using System.Security.Cryptography;
using OxyTrial.Canary.Tests.Searching;

namespace OxyTrial.Canary.Tests;

/// <summary>The search itself: what is there is found, wherever it lies.</summary>
public sealed class SearchTests
{
    private static readonly byte[] Secret = SHA256.HashData("secret"u8);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((4 << 20) - 20)]
    [InlineData((4 << 20) + 63)]
    [InlineData((8 << 20) - 1)]
    [InlineData((9 << 20) - 32)]
    public void A_secret_is_found_at_every_place_also_across_the_border_of_two_windows(int at)
    {
        var bytes = new byte[9 << 20];
        Secret.CopyTo(bytes, at);

        Search(bytes, Needles.OfBytes("secret", Secret)).ShouldHaveSingleItem().At.ShouldBe(at);
    }

    [Fact]
    public void It_is_found_in_each_way_of_writing_it()
    {
        foreach (var needle in Needles.OfBytes("secret", Secret).Concat(Needles.OfNumbers("sizes", [14, 22, 26, 34])))
        {
            Search([1, 2, 3, .. needle.Bytes, 4], [needle]).ShouldHaveSingleItem(needle.Form).At.ShouldBe(3);
        }
    }

    [Fact]
    public void What_differs_in_its_last_byte_is_not_found() =>
        Search([.. Secret[..^1], (byte)(Secret[^1] ^ 1)], Needles.OfBytes("secret", Secret)).ShouldBeEmpty();

    [Fact]
    public void A_label_beside_a_kit_is_near_and_one_far_away_is_not()
    {
        var (label, kit) = (Needles.OfText("arm", "text", "Kestrel").First(), Needles.OfText("kit", "text", "123456789").First());
        var hits = Search([.. kit.Bytes, .. new byte[300], .. label.Bytes, .. new byte[20], .. kit.Bytes], [label, kit]).ToArray();

        Nearness.Of([.. hits.Where(hit => hit.Needle == label)], [.. hits.Where(hit => hit.Needle == kit)], 96).ShouldHaveSingleItem().Distance.ShouldBe(27);
    }

    private static List<Hit> Search(byte[] bytes, IEnumerable<Needle> needles)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            return [.. new Haystack(needles).Search(path)];
        }
        finally
        {
            File.Delete(path);
        }
    }
}
