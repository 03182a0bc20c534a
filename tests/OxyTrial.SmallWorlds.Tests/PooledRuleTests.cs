using OxyTrial.Randomization;
using Shouldly;

namespace OxyTrial.SmallWorlds.Tests;

public sealed class PooledRuleTests
{
    public static IEnumerable<TheoryDataRow<string>> EveryMethod => ProcedureMethods.Names.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(EveryMethod))]
    public async Task With_every_procedure_a_code_break_tells_of_nobody_else(string procedure) =>
        (await Runs.ReportAsync(Runs.Trial("code-break", procedure))).TellingTranscripts.ShouldBe(0);

    [Theory]
    [MemberData(nameof(EveryMethod))]
    public async Task With_every_procedure_a_refusal_tells_nothing(string procedure) =>
        (await Runs.ReportAsync(Runs.Trial("one-lot", procedure))).TellingTranscripts.ShouldBe(0);

    [Fact]
    public async Task Two_kits_of_each_arm_have_144_worlds_and_twelve_transcripts()
    {
        var report = await Runs.ReportAsync(Runs.Trial("one-lot"));

        // Six arrangements; arms, then the order of two kits of an arm where two are left: 4 × 2 for equal arms, 4 × 4 for different ones, and the
        // arm of the third participant, who is refused and next. Transcripts: ordered pairs of four kits.
        (report.Worlds, report.Transcripts, report.LeakBits).ShouldBe((6 * ((2 * 2) + (2 * 4)) * 2, 12, 0d));
    }

    [Fact]
    public async Task After_a_break_the_others_are_as_the_procedure_implies_given_that_arm()
    {
        // Of two A and two B at random: given that the first is A, the second is with one third.
        var worlds = await Runs.WorldsAsync(Runs.Trial("break-and-stock-out", "random-allocation-rule"));
        var first = worlds.Where(world => world.Arms[0] == 0).ToArray();

        Sum(first.Where(world => world.Arms[1] == 0)).ShouldBe(Sum(first) * new Rational(1, 3));
        first.ShouldAllBe(world => world.Disclosed.SequenceEqual(new[] { 0 }));
    }

    [Fact]
    public async Task A_trial_with_more_worlds_than_asked_for_has_no_report() =>
        (await Examination.OfAsync(Runs.Trial("one-lot"), mostWorlds: 143, TestContext.Current.CancellationToken)).ShouldBeNull();

    private static Rational Sum(IEnumerable<Worlds.Sighting> worlds) => worlds.Aggregate(Rational.Zero, (sum, world) => sum + world.Probability);
}
