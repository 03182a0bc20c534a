using System.Collections.Immutable;
using System.Text.Json;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Trial.Tests.StoredFormat;

public class PooledStringTests
{
    [Fact]
    public void Names_that_recur_are_one_string_each()
    {
        var (first, second) = (Read("""{"gender":"pooled-level"}"""), Read("""{"gender":"pooled-level"}"""));
        Assert.Same(first["gender"], second["gender"]);
        Assert.Same(first.Keys.Single(), second.Keys.Single());
    }

    [Theory]
    [InlineData("""{"k":"plain"}""", "plain")]
    [InlineData("""{"k":"\u00e4\"\\ \ud83d\ude00"}""", "ä\"\\ 😀")]
    [InlineData("""{"k":""}""", "")]
    [InlineData("""{"k":"exactly thirty-two bytes, not 33"}""", "exactly thirty-two bytes, not 33")]
    [InlineData("""{"k":"a sentence that is longer than a name ever is"}""", "a sentence that is longer than a name ever is")]
    public void What_is_read_is_what_is_written_there(string json, string value) => Assert.Equal(value, Read(json)["k"]);

    [Fact]
    public void What_is_no_text_is_refused() => Assert.Throws<JsonException>(() => Read("""{"k":7}"""));

    private static ImmutableSortedDictionary<string, string> Read(string json) => JsonSerializer.Deserialize<ImmutableSortedDictionary<string, string>>(json, EventCodec.JsonOptions)!;
}
