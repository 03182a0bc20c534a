using System.Text.Json;
using OxyTrial.Samples;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;
using Shouldly;

namespace OxyTrial.Trial.Tests.Identifiers;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("HD")]
    [InlineData("9-lives_v1.0")]
    [InlineData("abcdefghijabcdefghijabcdefghijabcdefghij")]
    public void Ascii_letters_digits_and_three_marks_are_an_identifier(string text)
    {
        StudyId.FromTrusted(text).ToString().ShouldBe(text);
        SiteId.FromTrusted(text).ToString().ShouldBe(text);
        ParticipantId.FromTrusted(text).ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-HD")]
    [InlineData(".hidden")]
    [InlineData("H/D")]
    [InlineData("Hé")]
    [InlineData("HD\n")]
    [InlineData("abcdefghijabcdefghijabcdefghijabcdefghijk")]
    public void Anything_else_is_not(string? text)
    {
        StudyId.TryParse(text, out _).ShouldBeFalse();
        SiteId.TryParse(text, out _).ShouldBeFalse();
        ParticipantId.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => StudyId.FromTrusted(text!));
        Should.Throw<ArgumentException>(() => SiteId.FromTrusted(text!));
        Should.Throw<ArgumentException>(() => ParticipantId.FromTrusted(text!));
    }

    [Fact]
    public void A_kit_number_with_any_one_digit_wrong_is_not_a_kit_number()
    {
        var right = TrialSamples.Kit(482137).Value;
        for (var place = 0; place < right.Length; place++)
        {
            for (var digit = '0'; digit <= '9'; digit++)
            {
                var typed = $"{right[..place]}{digit}{right[(place + 1)..]}";
                KitNumber.TryParse(typed, out _).ShouldBe(typed == right, typed);
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000")]
    [InlineData("0000000000")]
    [InlineData("12a45")]
    public void A_kit_number_has_five_to_nine_digits(string? text)
    {
        KitNumber.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => KitNumber.FromTrusted(text!));
    }

    [Fact]
    public void Kit_numbers_order_by_their_digits()
    {
        var (low, high, same) = (TrialSamples.Kit(1), TrialSamples.Kit(2), TrialSamples.Kit(1));
        (low < high).ShouldBeTrue();
        (high > low).ShouldBeTrue();
        (low <= same).ShouldBeTrue();
        (low >= same).ShouldBeTrue();
        (high <= low).ShouldBeFalse();
        low.CompareTo(high).ShouldBeNegative();
        low.CompareTo(null).ShouldBePositive();
        low.ShouldBe(same);
    }

    [Fact]
    public void Identifiers_are_plain_strings_in_json_and_refuse_any_other_text()
    {
        JsonSerializer.Serialize(TrialSamples.Heidelberg, EventCodec.JsonOptions).ShouldBe("\"HD\"");
        JsonSerializer.Deserialize<SiteId>("\"HD\"", EventCodec.JsonOptions).ShouldBe(TrialSamples.Heidelberg);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<SiteId>("\"H D\"", EventCodec.JsonOptions));
    }
}
