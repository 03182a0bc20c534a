using System.Collections.Concurrent;
using OxyTrial.Verifier.Bundles;
using OxyTrial.Verifier.Tests.Forging;
using OxyTrial.Verifier.Tests.Tamperings;

namespace OxyTrial.Verifier.Tests;

/// <summary>A trial to play: a spec beside the tests with its blanks filled.</summary>
/// <param name="Study">The study's id, and the name of its bundle.</param>
/// <param name="Spec">Which spec: parallel or cross-over.</param>
/// <param name="Procedure">The procedure.</param>
/// <param name="Ratio">Ratio of the arms of a parallel study, e.g. 2:1.</param>
public sealed record TrialPlan(string Study, string Spec, string Procedure, string Ratio = "1:1")
{
    /// <summary>The public beacon, when there is one.</summary>
    public string? Beacon { get; init; }

    public override string ToString() => Study;

    public string ToYaml() => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Trials", $"{Spec}.yaml"))
        .Replace("id: STUDY", $"id: {Study}", StringComparison.Ordinal)
        .Replace("\nARMS\n", $"\narms:\n{string.Concat(Ratio.Split(':').Index().Select(arm => Arm(arm.Index, arm.Item)))}", StringComparison.Ordinal)
        .Replace("procedure: PROCEDURE", $"procedure: {Procedure}", StringComparison.Ordinal)
        .Replace("\nBEACON\n", Beacon is null ? "\n" : $"\nbeacon: {Beacon}\n", StringComparison.Ordinal);

    private static string Arm(int index, string ratio) => index == 0
        ? $"  - {{ key: P, label: Placebo, ratio: {ratio}, total-iu: 0, placebo-composition: excipient-matched }}\n"
        : $"  - {{ key: O{index}, label: Oxytocin of kind {index}, ratio: {ratio}, total-iu: 24 }}\n";
}

/// <summary>A trial that was played whole, and its bundle as the command line makes it.</summary>
public sealed class PlayedTrial : IDisposable
{
    private PlayedTrial(string folder, TrialPlan plan) => (Folder, Plan) = (folder, plan);

    public string Folder { get; }

    public TrialPlan Plan { get; }

    /// <summary>The bundle.</summary>
    public string Path => System.IO.Path.Combine(Folder, "bundle.zip");

    public IReadOnlyDictionary<string, byte[]> Files => BundleFiles.Read(Path);

    public static async Task<PlayedTrial> PlayAsync(TrialPlan plan)
    {
        var folder = Directory.CreateTempSubdirectory("oxytrial-verifier-").FullName;
        var (spec, played) = (System.IO.Path.Combine(folder, "spec.yaml"), System.IO.Path.Combine(folder, "trial"));
        await File.WriteAllTextAsync(spec, plan.ToYaml());
        var trial = new PlayedTrial(folder, plan);
        await Task.Run(() =>
        {
            OxyTrial("demo", "--spec", spec, "--out", played, "--seed", "3", "--pdf", "none");
            OxyTrial("bundle", played, plan.Study, "--out", trial.Path);
        });
        return trial;
    }

    /// <summary>The trial as it would be with a journal that was restored and reconciled twice.</summary>
    public async Task<PlayedTrial> RestoredAsync(TrialPlan plan)
    {
        var restored = new PlayedTrial(Directory.CreateTempSubdirectory("oxytrial-verifier-").FullName, plan);
        var forgery = new Forgery(Files);
        RestoredTrial.Make(forgery);
        await forgery.WriteAsync(restored.Path);
        return restored;
    }

    // The command line in this process: a dozen trials are played, and only the first then waits for the compiler.
    private static void OxyTrial(params string[] arguments)
    {
        var exitCode = (int)System.Reflection.Assembly.Load("oxytrial").EntryPoint!.Invoke(null, [arguments])!;
        Assert.True(exitCode == 0, $"oxytrial {string.Join(' ', arguments)} ended with {exitCode}; its output says why");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>Everything that is played once for all tests here.</summary>
public sealed class PlayedTrials : IAsyncLifetime
{
    public static readonly TrialPlan Parallel = new("parallel", "parallel", "{ method: permuted-block, sizes: [3, 6], factors: [gender] }", "2:1");

    public static readonly TrialPlan CrossOver = new("cross-over", "cross-over", "{ method: permuted-block, sizes: [2, 4] }");

    /// <summary>With a public beacon.</summary>
    public static readonly TrialPlan WithBeacon = new("with-beacon", "parallel", "{ method: permuted-block, sizes: [2, 4], factors: [] }") { Beacon = "{ source: drand-quicknet, round: 123456 }" };

    /// <summary>The parallel trial with restores.</summary>
    public static readonly TrialPlan Restored = Parallel with { Study = "restored" };

    /// <summary>The cross-over with restores; a factor is drawn in it.</summary>
    public static readonly TrialPlan RestoredCrossOver = CrossOver with { Study = "restored-cross-over" };

    /// <summary>One a procedure, with arms and ratios that differ.</summary>
    public static readonly TrialPlan[] Procedures =
    [
        new("complete", "parallel", "{ method: complete }", "2:1:1"),
        new("random-allocation-rule", "parallel", "{ method: random-allocation-rule, length: 12, factors: [gender] }", "1:2"),
        new("truncated-binomial", "parallel", "{ method: truncated-binomial, length: 12, factors: [gender] }", "1:2"),
        new("efron-coin", "parallel", "{ method: efron-coin, probability: 2/3, factors: [] }", "2:3"),
        new("big-stick", "parallel", "{ method: big-stick, tolerance: 2, factors: [] }", "1:1:1"),
        new("block-urn", "parallel", "{ method: block-urn, lambda: 2, factors: [] }", "2:1"),
        new("wei-urn", "parallel", "{ method: wei-urn, alpha: 0, beta: 1/2, factors: [site] }", "1:2:1"),
        new("maximal", "parallel", "{ method: maximal, tolerance: 2, length: 12, factors: [gender] }", "1:1:1"),
        new("minimization", "parallel", "{ method: minimization, metric: range, probability: 4/5, factors: [gender, anxiety, site], weights: { gender: 2, anxiety: 1/2 } }", "2:1"),
        new("minimization-variance", "parallel", "{ method: minimization, metric: variance, probability: 0.7, factors: [site, self-classification] }", "1:1:1"),
        new("hu-hu", "cross-over", "{ method: hu-hu, probability: 0.85, factors: [gender, setting], weights: { overall: 1, margins: { gender: 2, setting: 1 }, stratum: 1/3 } }"),
        new("dynamic-hierarchical", "parallel", "{ method: dynamic-hierarchical, factors: [gender, site], levels: [ { within: stratum, threshold: 2 }, { within: site, threshold: 2, probability: 3/4 }, { within: overall, threshold: 2, probability: 5/6 } ] }", "1:2"),
    ];

    private readonly Dictionary<string, PlayedTrial> trials = [];
    private readonly ConcurrentDictionary<string, string> tampered = new();
    private readonly Lazy<Task<Dictionary<string, Answer>>> pythonAnswers;

    public PlayedTrials() => pythonAnswers = new(async () =>
    {
        var (names, answers) = (tampered.Keys.ToArray(), new Dictionary<string, Answer>());
        foreach (var (name, answer) in names.Zip(await Verifiers.PythonAnswersAsync(names.Select(name => tampered[name]))))
        {
            answers.Add(name, answer);
        }

        return answers;
    });

    /// <summary>The trials, by study.</summary>
    public PlayedTrial this[string study] => trials[study];

    /// <summary>The bundle into which each tampering is planted, by its name.</summary>
    public IReadOnlyDictionary<string, string> Tampered => tampered;

    /// <summary>The Python verifier's answers to these, given by one process.</summary>
    public Task<Dictionary<string, Answer>> PythonAnswers => pythonAnswers.Value;

    public static IEnumerable<TrialPlan> All => [Parallel, CrossOver, WithBeacon, .. Procedures];

    public async ValueTask InitializeAsync()
    {
        var played = new ConcurrentBag<PlayedTrial>();
        await System.Threading.Tasks.Parallel.ForEachAsync(All, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (plan, _) => played.Add(await PlayedTrial.PlayAsync(plan)));
        foreach (var trial in played)
        {
            trials[trial.Plan.Study] = trial;
        }

        trials[Restored.Study] = await trials[Parallel.Study].RestoredAsync(Restored);
        trials[RestoredCrossOver.Study] = await trials[CrossOver.Study].RestoredAsync(RestoredCrossOver);
        await System.Threading.Tasks.Parallel.ForEachAsync(AllTamperings.List.Index(), async (tampering, _) => await PlantAsync(tampering.Item, tampering.Index));
    }

    private async Task PlantAsync(Tampering tampering, int number)
    {
        var trial = trials[tampering.Trial.Study];
        var forgery = new Forgery(trial.Files);
        try
        {
            tampering.Plant(forgery);
        }
        catch (Exception impossible) when (impossible is InvalidOperationException or NullReferenceException or KeyNotFoundException)
        {
            throw new InvalidOperationException($"'{tampering.Name}' cannot be planted into this trial: {impossible.Message}", impossible);
        }

        var bundle = Path.Combine(trial.Folder, $"tampered-{number}.zip");
        await forgery.WriteAsync(bundle);
        tampered[tampering.Name] = bundle;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var trial in trials.Values)
        {
            trial.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
