using System.Globalization;
using System.Text.Json;
using OxyTrial.Cli.Tests;
using OxyTrial.Samples;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Studies.Tests;

/// <summary>
/// Every study is run whole with simulated participants: spec, seal, enrollment, lock, unblinding, and the proof from its files alone. What is
/// then looked at is what the study's structure promises.
/// </summary>
public abstract class ScenarioTests
{
    // Two halves, so that both processors have something to do.
    protected static TheoryData<string> Half(int remainder) => [.. StudyFiles.Names.Index().Where(study => study.Index % 2 == remainder).Select(study => study.Item)];

    protected static async Task RunAsync(string name)
    {
        var spec = StudyFiles.Read(name).Study;
        var folder = Directory.CreateTempSubdirectory("oxytrial-study-").FullName;
        try
        {
            var demo = await CommandRun.OxyTrialAsync("demo", "--spec", StudyFiles.PathOf(name), "--out", folder, "--seed", "11", "--pdf", "none");
            demo.ExitCode.ShouldBe(0, demo.Error);
            var verify = await CommandRun.OxyTrialAsync("verify", folder);
            verify.ExitCode.ShouldBe(0, verify.Output + verify.Error);

            await BothVerifiersAgreeAsync(spec, folder);
            var trial = new PlayedTrial(folder);
            verify.Output.ShouldStartWith(string.Create(CultureInfo.InvariantCulture, $"verified: {trial.Allocations.Count} allocations, "));
            EverybodyIsRandomized(spec, trial);
            EachCohortHasListsOfItsOwn(spec, trial);
            NoArmStandsInTheJournalBeforeTheReveal(spec, trial);
            EveryCompleterOfACrossOverGotEveryTreatment(spec, trial);
            EveryLevelThatIsDrawnWasDrawn(spec, trial);
            TheDosingSheetNamesWhoIsDosed(spec, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The second verifier takes part where Python is installed; the lane of the verifiers says when it is not.
    private static async Task BothVerifiersAgreeAsync(StudySpec spec, string folder)
    {
        var bundle = Path.Combine(folder, "bundle.zip");
        (await CommandRun.OxyTrialAsync("bundle", folder, spec.Id.Value, "--out", bundle)).ExitCode.ShouldBe(0);
        var program = await CommandRun.RunAsync(Environment.CurrentDirectory, "dotnet", Path.Combine(AppContext.BaseDirectory, "oxytrial-verify.dll"), bundle);
        program.ExitCode.ShouldBe(0, program.Output + program.Error);
        if (CommandRun.IsInstalled("python3"))
        {
            var python = await CommandRun.RunAsync(Environment.CurrentDirectory, "python3", Repository.PathOf("src", "OxyTrial.Verifier", "python", "oxytrial_verify.py"), bundle);
            python.ShouldBe(program);
        }
    }

    private static void EverybodyIsRandomized(StudySpec spec, PlayedTrial trial)
    {
        var target = spec.Caps.Cohorts.Count == spec.Cohorts.Length ? spec.Caps.Cohorts.Values.Sum() : spec.Caps.Study!.Value;
        trial.Allocations.Count.ShouldBe(target);
        trial.Allocations.Select(line => line.Arm).Distinct().Count().ShouldBe(spec.Arms.Length);
        trial.Allocations.Select(line => line.Participant).Distinct().Count().ShouldBe(target);
        trial.Allocations.Select(line => line.Kit).Distinct().Count().ShouldBe(target);
    }

    private static void EachCohortHasListsOfItsOwn(StudySpec spec, PlayedTrial trial)
    {
        foreach (var line in trial.Allocations)
        {
            var cohort = line.Stratum.Split('|')[0];
            line.Slot.StartsWith(cohort, StringComparison.Ordinal).ShouldBeTrue($"{line.Slot} is no list of {cohort}");
        }

        trial.Allocations.Select(line => line.Stratum.Split('|')[0]).Distinct().Count().ShouldBe(spec.Cohorts.Length);
        foreach (var list in trial.Allocations.GroupBy(line => line.Slot.Split('#')[0]))
        {
            list.Select(line => int.Parse(line.Slot.Split('#')[1], CultureInfo.InvariantCulture)).Order().ShouldBe(Enumerable.Range(1, list.Count()));
        }
    }

    private static void NoArmStandsInTheJournalBeforeTheReveal(StudySpec spec, PlayedTrial trial)
    {
        // The spec and the read-back of the labels name the arms; nothing else does, and no treatment.
        var labels = spec.Arms.Select(arm => arm.Label).Concat((spec.Treatments ?? []).Select(treatment => treatment.Label)).ToArray();
        // Keys are short and could be a piece of another word: they are looked for as whole JSON strings.
        var keys = spec.Arms.Select(arm => arm.Key).Concat((spec.Treatments ?? []).Select(treatment => treatment.Key)).Select(key => $"\"{key}\"").ToArray();
        trial.Journal.Where(entry => entry.Type is not ("StudyRegistered" or "UnblindingSigned"))
            .Where(entry => labels.Concat(keys).Any(name => entry.Body.Contains(name, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    private static void EveryCompleterOfACrossOverGotEveryTreatment(StudySpec spec, PlayedTrial trial)
    {
        if (spec.Treatments is null)
        {
            return;
        }

        var completers = trial.Journal.Where(entry => entry.Type == "ParticipantCompleted").Select(entry => entry.Stream).ToHashSet();
        completers.Count.ShouldBeGreaterThan(trial.Allocations.Count / 2);
        var given = trial.Journal.Where(entry => entry.Type == "VisitDispensed" && completers.Contains(entry.Stream))
            .GroupBy(entry => entry.Stream).ToDictionary(group => group.Key, group => group.Select(entry => trial.ContentByKit[entry.Text("kit")]).ToArray());
        var arms = trial.Allocations.ToDictionary(line => $"participant/{line.Participant}", line => line.Arm);
        var whole = given.Where(line => line.Value.Length == spec.Visits.Count(visit => visit.Kit != VisitKit.None)).ToArray();
        whole.Length.ShouldBeGreaterThan(trial.Allocations.Count / 2);
        foreach (var (stream, treatments) in whole)
        {
            treatments.ShouldBe([.. spec.Arms.Single(arm => arm.Key == arms[stream]).Sequence!.Value]);
        }
    }

    private static void EveryLevelThatIsDrawnWasDrawn(StudySpec spec, PlayedTrial trial)
    {
        var drawn = trial.Journal.Where(entry => entry.Type == "FactorLevelAllocated").ToArray();
        drawn.Length.ShouldBe(spec.Factors.OfType<RandomizedFactor>().Count() * trial.Allocations.Count);
        foreach (var factor in spec.Factors.OfType<RandomizedFactor>())
        {
            drawn.CountBy(entry => entry.Text("level")).Select(level => level.Key).Order().ShouldBe(factor.Levels.Order());
        }
    }

    private static void TheDosingSheetNamesWhoIsDosed(StudySpec spec, string folder)
    {
        if (spec.Unit is { } unit)
        {
            File.ReadAllText(Directory.EnumerateFiles(Path.Combine(folder, "dosing-sheets"), "*.html").First()).ShouldContain($"({unit.Dosed.Label})");
        }
    }

    private sealed record Line(string Participant, string Stratum, string Slot, string Kit, string Arm);

    private sealed record Entry(string Stream, string Type, string Body)
    {
        public string Text(string name)
        {
            using var body = JsonDocument.Parse(Body);
            return body.RootElement.GetProperty(name).GetString()!;
        }
    }

    private sealed class PlayedTrial(string folder)
    {
        public IReadOnlyList<Line> Allocations { get; } =
            [.. File.ReadLines(Path.Combine(folder, "allocations.csv")).Skip(1).Select(line => line.Split(',')).Select(field => new Line(field[0], field[1], field[2], field[3], field[4]))];

        public Dictionary<string, string> ContentByKit { get; } =
            File.ReadLines(Path.Combine(folder, "kits.csv")).Skip(1).Select(line => line.Split(',')).ToDictionary(field => field[0], field => field[1]);

        public IReadOnlyList<Entry> Journal { get; } = [.. File.ReadLines(Path.Combine(folder, "journal.ndjson")).Select(EntryOf)];

        private static Entry EntryOf(string line)
        {
            using var json = JsonDocument.Parse(line);
            string? Text(string name) => json.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
            return new Entry(Text("stream") ?? string.Empty, Text("type") ?? string.Empty, Text("body") ?? "{}");
        }
    }
}

public sealed class FirstHalfOfTheStudies : ScenarioTests
{
    public static TheoryData<string> Studies => Half(0);

    [Theory]
    [MemberData(nameof(Studies))]
    public Task A_study_runs_from_its_spec_to_its_proof(string study) => RunAsync(study);
}

public sealed class SecondHalfOfTheStudies : ScenarioTests
{
    public static TheoryData<string> Studies => Half(1);

    [Theory]
    [MemberData(nameof(Studies))]
    public Task A_study_runs_from_its_spec_to_its_proof(string study) => RunAsync(study);
}
