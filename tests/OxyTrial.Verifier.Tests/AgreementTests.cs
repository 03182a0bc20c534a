using OxyTrial.Cli.Tests;
using OxyTrial.Verifier.Bundles;
using Shouldly;

namespace OxyTrial.Verifier.Tests;

[Collection<PlayedTrialsCollection>]
public sealed class AgreementTests(PlayedTrials trials)
{
    public static TheoryData<string> Studies => [.. PlayedTrials.All.Append(PlayedTrials.Restored).Append(PlayedTrials.RestoredCrossOver).Select(plan => plan.Study)];

    [Theory]
    [MemberData(nameof(Studies))]
    public async Task The_program_verifies_a_trial_by(string study)
    {
        var answer = await Verifiers.AnswerAsync(trials[study].Path);
        answer.Verdict.ShouldBe("verified", answer.What);
        answer.ExitCode.ShouldBe(0);
        answer.Rest.ShouldContain("allocations 16 passed".Replace("16", study is "cross-over" or "restored-cross-over" or "hu-hu" ? "14" : "16", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Studies))]
    public async Task The_Python_verifier_gives_the_same_answer_to_a_trial_by(string study)
    {
        Verifiers.RequirePython();
        var python = await Verifiers.PythonAnswerAsync(trials[study].Path);
        python.ShouldBe(await Verifiers.AnswerAsync(trials[study].Path), python.What);
        python.Verdict.ShouldBe("verified");
    }

    [Fact]
    public async Task What_receipts_recovered_is_counted_apart() =>
        (await Verifiers.AnswerAsync(trials["restored"].Path)).Rest.ShouldContain("receipts 2 passed");

    [Fact]
    public void Every_procedure_is_played() =>
        trials["complete"].Plan.ShouldSatisfyAllConditions(
            () => PlayedTrials.All.Select(plan => plan.Procedure.Split("method: ")[1].Split(',', ' ', '}')[0]).Distinct().Count().ShouldBe(Randomization.ProcedureMethods.Names.Count));

    [Fact]
    public async Task A_bundle_made_twice_is_the_same_to_the_byte()
    {
        var trial = trials["parallel"];
        var again = Path.Combine(trial.Folder, "again.zip");
        (await CommandRun.OxyTrialAsync("bundle", Path.Combine(trial.Folder, "trial"), "parallel", "--out", again)).ExitCode.ShouldBe(0);
        (await File.ReadAllBytesAsync(again, TestContext.Current.CancellationToken)).ShouldBe(await File.ReadAllBytesAsync(trial.Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_of_the_same_files_is_as_good()
    {
        var folder = Directory.CreateDirectory(Path.Combine(trials["parallel"].Folder, "unpacked")).FullName;
        foreach (var (name, content) in trials["parallel"].Files)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, name), content, TestContext.Current.CancellationToken);
        }

        (await Verifiers.AnswerAsync(folder)).ShouldBe(await Verifiers.AnswerAsync(trials["parallel"].Path));
    }

    [Fact]
    public async Task The_checkpoints_and_the_printed_commitment_given_are_in_the_bundle()
    {
        var trial = trials["parallel"];
        var (bundle, printed) = (Path.Combine(trial.Folder, "with-paper.zip"), Path.Combine(trial.Folder, "printed.txt"));
        await File.WriteAllBytesAsync(printed, [.. "From the wall of the trial office.\n"u8, .. trial.Files[BundleFiles.Commitment]], TestContext.Current.CancellationToken);
        var answer = await Verifiers.AnswerAsync(trial.Path);
        var fingerprint = answer.Rest.Split(' ')[1];
        (await CommandRun.OxyTrialAsync("bundle", Path.Combine(trial.Folder, "trial"), "parallel", "--out", bundle, "--commitment", printed, "--checkpoint", fingerprint)).ExitCode.ShouldBe(0);
        (await Verifiers.AnswerAsync(bundle)).Rest.ShouldContain("checkpoints 1 passed");
        BundleFiles.Read(bundle)[BundleFiles.Commitment].ShouldBe(await File.ReadAllBytesAsync(printed, TestContext.Current.CancellationToken));
    }
}
