using OxyTrial.Simulation.Model;
using OxyTrial.Simulation.Store;
using Shouldly;

namespace OxyTrial.Simulation.Tests;

/// <summary>What the store is without is found; a simulation that finds nothing there would show nothing elsewhere.</summary>
public sealed class MutantTests(Prepared prepared)
{
    private const string SecondLine = "a unique key had to refuse";
    private const long Seeds = 400;

    [Theory]
    [InlineData(nameof(Weakness.NoLock), "a unique key had to refuse position")]
    [InlineData(nameof(Weakness.NoCommandLookup), "a unique key had to refuse command")]
    [InlineData(nameof(Weakness.NoExpectedVersion), "a unique key had to refuse version")]
    [InlineData(nameof(Weakness.NoReadDependency), "but should have been refused there")]
    [InlineData(nameof(Weakness.AcknowledgeBeforeCommit), "was answered as done, but is not in the journal")]
    [InlineData(nameof(Weakness.StaleCommandLookup), "although it had been done")]
    public void A_store_without_it_is_found_out(string weakness, string sentence) =>
        ViolationsOf(Enum.Parse<Weakness>(weakness)).ShouldContain(violation => violation.Contains(sentence, StringComparison.Ordinal));

    [Theory]
    [InlineData(Weakness.NoLock, "stands where position")]
    [InlineData(Weakness.NoCommandLookup, "the chain breaks")]
    [InlineData(Weakness.NoExpectedVersion, "the chain breaks")]
    internal void Without_the_unique_keys_too_the_journal_itself_is_wrong(Weakness weakness, string sentence) =>
        ViolationsOf(weakness | Weakness.NoUniqueKey).ShouldContain(violation => violation.Contains(sentence, StringComparison.Ordinal));

    [Theory]
    [InlineData(Weakness.NoLock)]
    [InlineData(Weakness.NoExpectedVersion)]
    internal void With_the_unique_keys_alone_the_journal_stays_right(Weakness weakness)
    {
        var violations = ViolationsOf(weakness, mostFailures: int.MaxValue);
        violations.ShouldNotBeEmpty();

        // Whom the keys refuse again and again is left without an answer, which is found too; but nothing wrong is written.
        violations.Where(violation => !violation.StartsWith(SecondLine, StringComparison.Ordinal) && !violation.EndsWith(Judge.Undecided, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Behind_a_lock_that_holds_the_unique_keys_have_nothing_to_do() => ViolationsOf(Weakness.NoUniqueKey).ShouldBeEmpty();

    private string[] ViolationsOf(Weakness weakness, int mostFailures = 12) =>
        [.. new Simulation(prepared.Templates, weakness).Run(1, Seeds, Environment.ProcessorCount, mostFailures).Failed.SelectMany(failed => failed.Violations)];
}
