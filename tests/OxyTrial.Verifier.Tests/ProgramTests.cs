using System.IO.Compression;
using OxyTrial.Cli.Tests;
using OxyTrial.Journal;
using OxyTrial.Journal.Sqlite;
using OxyTrial.Verifier.Bundles;
using Shouldly;

namespace OxyTrial.Verifier.Tests;

/// <summary>The two programs as people start them.</summary>
[Collection<PlayedTrialsCollection>]
public sealed class ProgramTests(PlayedTrials trials)
{
    [Fact]
    public async Task The_program_prints_a_line_a_check_and_the_verdict()
    {
        var run = await Verifiers.ProgramAsync(trials["parallel"].Path);
        run.ExitCode.ShouldBe(0, run.Error);
        var lines = run.Output.TrimEnd().Split(Environment.NewLine);
        lines.Length.ShouldBe(Check.InOrder.Length + 1);
        lines.Zip(Check.InOrder).ShouldAllBe(pair => pair.First.StartsWith(pair.Second) && pair.First.EndsWith("passed"));
        lines[^1].ShouldStartWith("verified: study parallel, journal ");
    }

    [Fact]
    public async Task Both_print_the_same_lines()
    {
        Verifiers.RequirePython();
        (await Verifiers.PythonAsync(trials["cross-over"].Path)).Output.ShouldBe((await Verifiers.ProgramAsync(trials["cross-over"].Path)).Output);
    }

    [Fact]
    public async Task Both_exit_with_1_and_locate_the_difference()
    {
        Verifiers.RequirePython();
        var forgery = new Forging.Forgery(trials["parallel"].Files);
        var slot = forgery.Last("SlotAllocated");
        slot.Body["slot"]!["sequence"] = 99;
        var bundle = Path.Combine(trials["parallel"].Folder, "located.zip");
        await forgery.WriteAsync(bundle);
        foreach (var run in new[] { await Verifiers.ProgramAsync(bundle), await Verifiers.PythonAsync(bundle) })
        {
            run.ExitCode.ShouldBe(1);
            run.Output.ShouldContain($"NOT verified: allocations, journal position {slot.Original.Position}: ");
        }

        Answer.Of(await Verifiers.ProgramAsync(bundle, "--json")).ShouldBe(Answer.Of(await Verifiers.PythonAsync(bundle, "--json")));
    }

    [Theory]
    [InlineData("--help", 0)]
    [InlineData("--no-such-option", 2)]
    public async Task Both_have_help_and_refuse_what_they_do_not_know(string option, int exitCode)
    {
        Verifiers.RequirePython();
        (await Verifiers.ProgramAsync(option)).ExitCode.ShouldBe(exitCode);
        (await Verifiers.PythonAsync(option)).ExitCode.ShouldBe(exitCode);
    }

    public static TheoryData<string, Action<Dictionary<string, byte[]>>> BadInputs => new()
    {
        { "without its journal", files => files.Remove(BundleFiles.Journal) },
        { "without its spec", files => files.Remove(BundleFiles.Spec) },
        { "with a reveal that is no JSON", files => files[BundleFiles.RevealedSecret] = "secret"u8.ToArray() },
        { "with a reveal that has another member", files => files[BundleFiles.RevealedSecret] = Replaced(files[BundleFiles.RevealedSecret], "{", "{\"more\": \"of it\",") },
        { "with a reveal that has a member twice", files => files[BundleFiles.RevealedSecret] = Replaced(files[BundleFiles.RevealedSecret], "{", "{\"secret\": \"\",") },
        { "with a secret of another length", files => files[BundleFiles.RevealedSecret] = Replaced(files[BundleFiles.RevealedSecret], "\"secret\": \"", "\"secret\": \"00") },
        { "with a commitment that lacks a value", files => files[BundleFiles.Commitment] = Replaced(files[BundleFiles.Commitment], "procedure:", "procedural:") },
        { "with a commitment that has a value twice", files => files[BundleFiles.Commitment] = [.. files[BundleFiles.Commitment], .. "\nstudy: parallel\n"u8] },
        { "with a commitment that is too short", files => files[BundleFiles.Commitment] = Replaced(files[BundleFiles.Commitment], "spec: ", "spec: x") },
        { "with a checkpoint that is none", files => files[BundleFiles.Checkpoints] = "12:34\n"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(BadInputs), DisableDiscoveryEnumeration = true)]
    public async Task Both_call_bad_input_a_bundle(string what, Action<Dictionary<string, byte[]>> spoil)
    {
        Verifiers.RequirePython();
        var files = new Dictionary<string, byte[]>(trials["parallel"].Files);
        spoil(files);
        var bundle = Path.Combine(trials["parallel"].Folder, "spoiled.zip");
        await using (var file = File.Create(bundle))
        {
            BundleFiles.Write(file, files);
        }

        var program = await Verifiers.AnswerAsync(bundle);
        program.ExitCode.ShouldBe(2, what);
        (await Verifiers.PythonAnswerAsync(bundle)).ShouldBe(program);
    }

    [Fact]
    public async Task Both_call_bad_input_what_is_no_zip_is_not_there_or_has_a_file_twice()
    {
        Verifiers.RequirePython();
        var (text, twice) = (Path.Combine(trials["parallel"].Folder, "text.zip"), Path.Combine(trials["parallel"].Folder, "twice.zip"));
        await File.WriteAllTextAsync(text, "no zip", TestContext.Current.CancellationToken);
        await using (var archive = await ZipFile.OpenAsync(twice, ZipArchiveMode.Create, TestContext.Current.CancellationToken))
        {
            foreach (var (name, content) in trials["parallel"].Files.Append(trials["parallel"].Files.First()))
            {
                await using var entry = await archive.CreateEntry(name).OpenAsync(TestContext.Current.CancellationToken);
                await entry.WriteAsync(content, TestContext.Current.CancellationToken);
            }
        }

        foreach (var path in new[] { text, twice, Path.Combine(trials["parallel"].Folder, "nothing.zip") })
        {
            (await Verifiers.ProgramAsync(path)).ExitCode.ShouldBe(2, path);
            (await Verifiers.PythonAsync(path)).ExitCode.ShouldBe(2, path);
            (await Verifiers.ProgramAsync(path, "--json")).Output.ShouldContain("\"bad-input\"");
        }
    }

    [Fact]
    public async Task No_bundle_is_made_of_a_study_that_is_not_there_or_not_unblinded()
    {
        var trial = trials["parallel"];
        var (output, blinded) = (Path.Combine(trial.Folder, "refused.zip"), Path.Combine(trial.Folder, "blinded.db"));
        var stranger = await CommandRun.OxyTrialAsync("bundle", Path.Combine(trial.Folder, "trial"), "another", "--out", output);
        stranger.ExitCode.ShouldBe(2);
        stranger.Error.ShouldContain("holds no study 'another'");
        await WriteBlindedAsync(blinded);
        var early = await CommandRun.OxyTrialAsync("bundle", blinded, "parallel", "--out", output);
        early.ExitCode.ShouldBe(2);
        early.Error.ShouldContain("is not unblinded");
        File.Exists(output).ShouldBeFalse();
    }

    // The same journal, just before its last event.
    private async Task WriteBlindedAsync(string database)
    {
        var events = new Forging.Forgery(trials["parallel"].Files).Events[..^1];
        await using var journal = SqliteJournal.Open(database);
        await journal.AppendAsync(
            new AppendRequest(
                "parallel", "all", new byte[32], "ada", events[^1].Utc, [.. events.Select(e => e.Stream).Distinct().Select(stream => new StreamVersion(stream, 0))],
                [.. events.Select(e => new NewEvent(e.Stream, e.Type, e.SchemaVersion, e.BodyBytes))], [], new byte[1]),
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_command_line_verifies_a_bundle_too()
    {
        var verify = await CommandRun.OxyTrialAsync("verify", trials["parallel"].Path);
        verify.ExitCode.ShouldBe(0, verify.Error);
        verify.Output.ShouldContain("verified: study parallel");
    }

    private static byte[] Replaced(byte[] text, string piece, string replacement)
    {
        var before = System.Text.Encoding.UTF8.GetString(text);
        var at = before.IndexOf(piece, StringComparison.Ordinal);
        return System.Text.Encoding.UTF8.GetBytes(before[..at] + replacement + before[(at + piece.Length)..]);
    }
}
