using System.Text;
using System.Text.Json;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Specs.Tests;

public sealed class StudySpecJsonTests
{
    [Fact]
    public void The_canonical_bytes_are_pinned_because_the_spec_hash_names_them()
    {
        var json = Encoding.UTF8.GetString(StudySpecJson.Write(Demo()));

        json.ShouldStartWith("""{"arms":[{"key":"A","label":"Oxytocin 24 IU","placeboComposition":null,"ratio":1,"totalIu":24},{""");
        json.ShouldContain(""""factors":[{"kind":"recorded","levels":["F","M"],"name":"gender"},{"kind":"instrument","cutOff":4,"instrument":"ecr-r","levels":["low","high"],"name":"anxiety","scale":"anxiety","tie":"low"},{"kind":"site","levels":["HD","UL"],"name":"site"}]"""");
        Convert.ToHexStringLower(StudySpecJson.Hash(Demo())).ShouldBe("efabe1386acc319fb28a32b6fdd1fbd0bc35487b25a72d87ad04340d08110f04");
    }

    [Fact]
    public void They_read_back_to_the_same_bytes()
    {
        var bytes = StudySpecJson.Write(Demo());

        StudySpecJson.Write(StudySpecJson.Read(bytes)).ShouldBe(bytes);
    }

    [Fact]
    public void Neither_order_of_keys_nor_trailing_zeros_nor_comments_change_the_hash()
    {
        var rewritten = Spec.With("  id: demo\n  title: Demo", "  title: Demo # as in the protocol\n  id: demo").Replace("total-iu: 24", "total-iu: 24.00", StringComparison.Ordinal);

        StudySpecJson.Hash(Spec.Accepted(rewritten).Document.Study).ShouldBe(StudySpecJson.Hash(Demo()));
    }

    [Fact]
    public void Any_change_of_a_value_changes_the_hash() =>
        StudySpecJson.Hash(Demo() with { PlannedParticipants = 9 }).ShouldNotBe(StudySpecJson.Hash(Demo()));

    [Fact]
    public void The_procedure_is_hashed_elsewhere_and_does_not_change_the_spec_hash() =>
        StudySpecJson.Hash(Spec.Accepted(Spec.With("sizes: [2, 4]", "sizes: [4, 6]")).Document.Study).ShouldBe(StudySpecJson.Hash(Demo()));

    [Theory]
    [InlineData("\"title\":\"Demo\"", "\"title\":\"Demo\",\"arm\":\"A\"")]
    [InlineData("\"title\":\"Demo\"", "\"title\":null")]
    [InlineData("\"title\":\"Demo\",", "")]
    [InlineData("\"id\":\"demo\"", "\"id\":\"de mo\"")]
    [InlineData("\"stockRule\":\"pooled\"", "\"stockRule\":0")]
    [InlineData("\"kind\":\"recorded\",", "")]
    public void Bytes_that_are_no_study_spec_are_refused(string piece, string replacement)
    {
        var json = Encoding.UTF8.GetString(StudySpecJson.Write(Demo()));
        json.ShouldContain(piece);

        Should.Throw<JsonException>(() => StudySpecJson.Read(Encoding.UTF8.GetBytes(json.Replace(piece, replacement, StringComparison.Ordinal))));
    }

    [Fact]
    public void Text_of_any_language_survives()
    {
        var spec = Demo() with { Title = "Bindung “unter” Oxytocin — <ß> 愛着 🧪" };

        StudySpecJson.Read(StudySpecJson.Write(spec)).Title.ShouldBe(spec.Title);
    }

    private static StudySpec Demo() => Spec.Accepted(Spec.Valid).Document.Study;
}
