using OxyTrial.Journal;
using OxyTrial.Verifier;
using Shouldly;

namespace OxyTrial.Cli.Tests;

public sealed class WholeTrialTests(FinishedTrial trial) : IClassFixture<FinishedTrial>
{
    [Fact]
    public void A_demo_plays_to_the_proof_and_writes_everything_needed_for_it()
    {
        trial.Demo.ExitCode.ShouldBe(0, trial.Demo.Error);
        trial.Demo.Output.ShouldContain("verified: 14 allocations, ");
        string[] always = ["allocations.csv", "commitment.json", "consort.html", "data", "dosing-sheets", "journal.ndjson", "kits.csv", "revealed-secret.json", "spec.yaml"];
        string[] printed = trial.Demo.Error.Contains("no PDF was written", StringComparison.Ordinal) ? [] : ["consort.pdf"];
        Directory.EnumerateFileSystemEntries(trial.Folder).Select(Path.GetFileName).ShouldBe([.. always, .. printed], ignoreOrder: true);
        File.ReadLines(Path.Combine(trial.Folder, "allocations.csv")).First().ShouldBe("participant,stratum,slot,kit,arm");
        File.ReadLines(Path.Combine(trial.Folder, "allocations.csv")).Count().ShouldBe(15);
        File.ReadLines(Path.Combine(trial.Folder, "kits.csv")).First().ShouldBe("kit,arm");
        Directory.EnumerateFiles(Path.Combine(trial.Folder, "dosing-sheets"), "*-V1.html").Count().ShouldBe(14);
    }

    [Fact]
    public async Task The_untouched_folder_is_verified_and_the_command_says_so()
    {
        var verify = await CommandRun.OxyTrialAsync("verify", trial.Folder);
        verify.ExitCode.ShouldBe(0, verify.Error);
        verify.Output.ShouldStartWith("verified: 14 allocations, ");
    }

    [Fact]
    public async Task A_demo_never_writes_into_a_folder_that_holds_something()
    {
        var again = await CommandRun.OxyTrialAsync("demo", "--spec", Path.Combine(AppContext.BaseDirectory, "small-trial.yaml"), "--out", trial.Folder);
        again.ExitCode.ShouldBe(2);
        again.Error.ShouldContain("is not empty");
    }

    [Fact]
    public async Task Journal_check_finds_the_working_journal_and_the_exported_one_intact()
    {
        (await CommandRun.OxyTrialAsync("journal", "check", Path.Combine(trial.Folder, "data", "journal.db"))).ExitCode.ShouldBe(0);
        (await CommandRun.OxyTrialAsync("journal", "check", Path.Combine(trial.Folder, "journal.ndjson"))).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Journal_check_names_the_line_of_a_flipped_byte_and_exits_with_1()
    {
        var copy = Path.GetTempFileName();
        var bytes = await File.ReadAllBytesAsync(Path.Combine(trial.Folder, "journal.ndjson"), TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(copy, bytes, TestContext.Current.CancellationToken);
        var check = await CommandRun.OxyTrialAsync("journal", "check", copy);
        check.ExitCode.ShouldBe(1);
        check.Output.ShouldContain("DAMAGED line");
        File.Delete(copy);
    }

    [Fact]
    public async Task An_arm_changed_in_the_allocations_is_named()
    {
        var verdict = await trial.VerifyAfterAsync("allocations.csv", text => SwapLast(text, line: 3));
        verdict.ShouldBeOfType<Verdict.Differs>().Where.ShouldBe("allocations.csv, line 4");
    }

    [Fact]
    public async Task A_kit_changed_in_the_allocations_is_named() =>
        (await trial.VerifyAfterAsync("allocations.csv", text => Line(text, 2, fields => fields[3] = "000000"))).ShouldBeOfType<Verdict.Differs>().Where.ShouldBe("allocations.csv, line 3");

    [Fact]
    public async Task Two_allocations_in_another_order_are_named() =>
        (await trial.VerifyAfterAsync("allocations.csv", SwapFirstTwoRows)).ShouldBeOfType<Verdict.Differs>().Where.ShouldBe("allocations.csv, line 2");

    [Fact]
    public async Task An_allocation_left_out_is_named() =>
        (await trial.VerifyAfterAsync("allocations.csv", text => string.Concat(text.Split('\n')[..^2].Select(line => line + "\n")))).ShouldBeOfType<Verdict.Differs>();

    [Fact]
    public async Task A_kit_content_changed_is_named() =>
        (await trial.VerifyAfterAsync("kits.csv", text => SwapLast(text, line: 1))).ShouldBeOfType<Verdict.Differs>().Where.ShouldBe("kits.csv, line 2");

    [Fact]
    public async Task Another_secret_is_not_the_one_committed_to() =>
        (await trial.VerifyAfterAsync("revealed-secret.json", text => Json(text, "secret"))).ShouldBeOfType<Verdict.Differs>().What.ShouldContain("not the one committed to");

    [Fact]
    public async Task Other_block_sizes_are_not_the_registered_procedure() =>
        (await trial.VerifyAfterAsync("revealed-secret.json", text => text.Replace("[2,4]", "[2,6]", StringComparison.Ordinal))).ShouldBeOfType<Verdict.Differs>().What.ShouldContain("procedure");

    [Fact]
    public async Task Another_published_commitment_is_named() =>
        (await trial.VerifyAfterAsync("commitment.json", text => Json(text, "commitment"))).ShouldBeOfType<Verdict.Differs>().What.ShouldContain("published");

    [Fact]
    public async Task A_spec_changed_after_the_fact_is_named() =>
        (await trial.VerifyAfterAsync("spec.yaml", text => text.Replace("sets: 44", "sets: 45", StringComparison.Ordinal))).ShouldBeOfType<Verdict.Differs>().Where.ShouldBe("spec.yaml");

    [Fact]
    public async Task Two_journal_lines_in_another_order_break_the_chain() =>
        (await trial.VerifyAfterAsync("journal.ndjson", text =>
        {
            var lines = text.Split('\n');
            (lines[10], lines[11]) = (lines[11], lines[10]);
            return string.Join('\n', lines);
        })).ShouldBeOfType<Verdict.Differs>().Where.ShouldBe("journal.ndjson");

    [Fact]
    public async Task A_fingerprint_from_paper_finds_a_journal_that_was_cut_or_rewritten()
    {
        var head = (await trial.BundleAsync()).Entries[^1];
        var printed = Fingerprint.Of(head.Position, head.Hash).ToString();
        (await CommandRun.OxyTrialAsync("verify", trial.Folder, "--fingerprint", printed)).ExitCode.ShouldBe(0);
        var other = await CommandRun.OxyTrialAsync("verify", trial.Folder, "--fingerprint", $"{head.Position + 4}:0000-0000-0000-0000");
        other.ExitCode.ShouldBe(1);
        other.Output.ShouldContain("fingerprint");
    }

    /// <summary>The forger who can rewrite the whole chain still cannot make another arm or kit follow from the secret.</summary>
    [Theory]
    [InlineData("ParticipantRandomized", "kit")]
    [InlineData("VisitKitAssigned", "kit")]
    [InlineData("LotReleased", "firstSet")]
    [InlineData("SlotAllocated", "sequence")]
    [InlineData("KitAssigned", "kit")]
    [InlineData("KitDispensed", "kit")]
    [InlineData("VisitDispensed", "kit")]
    public async Task A_journal_forged_with_a_chain_of_its_own_is_still_found(string type, string field)
    {
        var (entries, published, revealed) = await trial.BundleAsync();
        TrialVerifier.Verify(entries, published, revealed).ShouldBeOfType<Verdict.Verified>();

        var target = entries.Last(entry => entry.Type == type);
        var forged = entries.Select(entry => entry.Position == target.Position ? entry with { Body = Forge(entry.Body, field) } : entry);
        TrialVerifier.Verify(forged, published, revealed).ShouldBeOfType<Verdict.Differs>().Where.ShouldBe($"journal position {target.Position}");
    }

    [Theory]
    [InlineData("ParticipantScreened")]
    [InlineData("ConsentRecorded")]
    [InlineData("QuestionnaireScored")]
    [InlineData("EligibilityConfirmed")]
    [InlineData("SlotAllocated")]
    [InlineData("ParticipantRandomized")]
    [InlineData("KitAssigned")]
    [InlineData("RandomizationCounted")]
    [InlineData("KitsReceived")]
    [InlineData("DatabaseLockSigned")]
    [InlineData("UnblindingSigned")]
    [InlineData("StudyUnblinded")]
    public async Task A_journal_without_a_step_that_must_come_first_is_not_verified(string type)
    {
        var (entries, published, revealed) = await trial.BundleAsync();
        TrialVerifier.Verify(entries.Where(entry => entry.Type != type), published, revealed).ShouldBeOfType<Verdict.Differs>();
    }

    [Theory]
    [InlineData("DatabaseLockSigned")]
    [InlineData("UnblindingSigned")]
    public async Task Two_signatures_of_one_person_are_not_two_persons(string type)
    {
        var (entries, published, revealed) = await trial.BundleAsync();
        var first = entries.First(entry => entry.Type == type);
        var forged = entries.Select(entry => entry.Type == type ? entry with { Actor = first.Actor, Body = first.Body } : entry);
        TrialVerifier.Verify(forged, published, revealed).ShouldBeOfType<Verdict.Differs>().What.ShouldContain("two different persons");
    }

    [Fact]
    public async Task An_event_that_no_version_knows_is_not_passed_over()
    {
        var (entries, published, revealed) = await trial.BundleAsync();
        TrialVerifier.Verify(entries.Select((entry, index) => index == 7 ? entry with { Type = "SecretlyChanged" } : entry), published, revealed).ShouldBeOfType<Verdict.Differs>().What.ShouldContain("SecretlyChanged");
    }

    private static byte[] Forge(byte[] body, string field)
    {
        var text = System.Text.Encoding.UTF8.GetString(body);
        var at = text.IndexOf($"\"{field}\":", StringComparison.Ordinal) + field.Length + 3;
        at += text[at] == '"' ? 1 : 0;
        var digit = text[at] == '9' ? '8' : (char)(text[at] + 1);
        return System.Text.Encoding.UTF8.GetBytes(text[..at] + digit + text[(at + 1)..]);
    }

    private static string SwapLast(string text, int line) => Line(text, line, fields => fields[^1] = fields[^1] == "O" ? "P" : "O");

    private static string Line(string text, int line, Action<string[]> change)
    {
        var lines = text.Split('\n');
        var fields = lines[line].Split(',');
        change(fields);
        lines[line] = string.Join(',', fields);
        return string.Join('\n', lines);
    }

    private static string SwapFirstTwoRows(string text)
    {
        var lines = text.Split('\n');
        (lines[1], lines[2]) = (lines[2], lines[1]);
        return string.Join('\n', lines);
    }

    // Changes the first hex digit of a field.
    private static string Json(string text, string field)
    {
        var at = text.IndexOf($"\"{field}\": \"", StringComparison.Ordinal) + field.Length + 5;
        return text[..at] + (text[at] == '0' ? '1' : '0') + text[(at + 1)..];
    }
}
