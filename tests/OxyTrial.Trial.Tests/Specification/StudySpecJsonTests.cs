using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OxyTrial.Samples;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Trial.Tests.Specification;

public sealed class StudySpecJsonTests
{
    private static readonly StudySpec Full = TrialSamples.Spec().WithFactors(TrialSamples.Gender, TrialSamples.Anxiety(), TrialSamples.Site).WithCaps(20, 8, ("BPD", 12), ("HD", 10)) with
    {
        Citations = TrialSamples.Recorded(("dose.total-iu", "Bertsch 2013"), ("Dose", "upper case sorts first")),
        Unknowns = ["dose.puffs-left"],
    };

    [Fact]
    public void A_spec_reads_back_to_the_same_bytes_and_hash()
    {
        var bytes = StudySpecJson.Write(Full);
        StudySpecJson.Write(StudySpecJson.Read(bytes)).ShouldBe(bytes);
        StudySpecJson.Hash(Full).ShouldBe(SHA256.HashData(bytes));
    }

    [Theory]
    [InlineData("24")]
    [InlineData("24.0")]
    [InlineData("24.00")]
    public void Equal_numbers_are_written_alike(string dose)
    {
        var spec = Full with { Dose = Full.Dose with { TotalIu = decimal.Parse(dose, CultureInfo.InvariantCulture) } };
        StudySpecJson.Hash(spec).ShouldBe(StudySpecJson.Hash(Full));
    }

    [Fact]
    public void Keys_are_in_ordinal_order_throughout()
    {
        using var document = JsonDocument.Parse(StudySpecJson.Write(Full));
        InOrder(document.RootElement);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void What_is_no_spec_is_not_read(string text) => Should.Throw<JsonException>(() => StudySpecJson.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_field_that_this_version_does_not_know_is_not_skipped()
    {
        var text = Encoding.UTF8.GetString(StudySpecJson.Write(Full)).Replace("\"title\":", "\"sizes\":[2],\"title\":", StringComparison.Ordinal);
        Should.Throw<JsonException>(() => StudySpecJson.Read(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Every_factor_reads_back_as_its_kind() =>
        StudySpecJson.Read(StudySpecJson.Write(Full)).Factors.Select(factor => factor.GetType().Name).ShouldBe(["RecordedFactor", "InstrumentFactor", "SiteFactor"]);

    private static void InOrder(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            var names = element.EnumerateObject().Select(property => property.Name).Where(name => name != "kind").ToArray();
            names.ShouldBe(names.Order(StringComparer.Ordinal));
            element.EnumerateObject().ToList().ForEach(property => InOrder(property.Value));
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            element.EnumerateArray().ToList().ForEach(InOrder);
        }
    }
}
