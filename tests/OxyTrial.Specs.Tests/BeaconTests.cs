using System.Text;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Specs.Tests;

public sealed class BeaconTests
{
    [Fact]
    public void A_beacon_is_a_source_and_a_round() =>
        Read("beacon: { source: drand-quicknet, round: 123456 }").ShouldBe(new BeaconSpec("drand-quicknet", 123_456));

    [Fact]
    public void A_beacon_may_be_cited_and_left_out()
    {
        Read("beacon: { source: { value: drand-quicknet, source: \"protocol 5.2\" }, round: 7 }").ShouldBe(new BeaconSpec("drand-quicknet", 7));
        Read("").ShouldBeNull();
    }

    [Theory]
    [InlineData("beacon: { source: drand-quicknet }")]
    [InlineData("beacon: { round: 5 }")]
    [InlineData("beacon: { source: drand-quicknet, round: 0 }")]
    [InlineData("beacon: { source: \"a beacon\", round: 5 }")]
    [InlineData("beacon: { source: drand-quicknet, round: 5, value: abc }")]
    public void What_is_no_beacon_is_an_error(string beacon) =>
        SpecReader.Read("spec.yaml", Encoding.UTF8.GetBytes(With(beacon))).Match(_ => 0, rejected => rejected.Errors.Length).ShouldBeGreaterThan(0);

    private static BeaconSpec? Read(string beacon) => SpecReader.Read("spec.yaml", Encoding.UTF8.GetBytes(With(beacon))).Match(
        accepted => accepted.Document.Study.Beacon, rejected => throw new InvalidOperationException(string.Join('\n', rejected.Errors)));

    private static string With(string beacon) => $"{Spec.Valid}\n{beacon}\n";
}
