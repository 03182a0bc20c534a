using System.CommandLine;
using System.Text.Json;
using OxyTrial.Journal;
using OxyTrial.Specs;
using OxyTrial.Trial.Specification;
using OxyTrial.Verifier;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial verify DIR</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "A finished trial: journal.ndjson, commitment.json, revealed-secret.json, allocations.csv, kits.csv, and spec.yaml if it is there." };
        var command = new Command("verify", "Re-derive every allocation and kit from secret, spec and journal; exit code 1 at the first difference.") { folder };
        command.SetAction(async (parsed, cancellation) =>
        {
            var verdict = await VerifyAsync(parsed.GetValue(folder)!, cancellation);
            Console.WriteLine(verdict);
            return verdict is Verdict.Verified ? ExitCode.Done : ExitCode.Differs;
        });
        return command;
    }

    public static async Task<Verdict> VerifyAsync(string folder, CancellationToken cancellation)
    {
        await using var journal = File.OpenRead(Path.Combine(folder, TrialFolder.Journal));
        switch (await JournalFile.CheckAsync(journal, cancellation))
        {
            case JournalFileCheck.Differs damaged:
                return new Verdict.Differs(TrialFolder.Journal, damaged.ToString());
            case JournalFileCheck.Intact intact:
                return Read(folder, TrialFolder.Commitment, PublishedCommitment.FromJson, out var published, out var wrong)
                    && Read(folder, TrialFolder.RevealedSecret, RevealedSecret.FromJson, out var revealed, out wrong)
                    ? Derive(folder, intact, published!, revealed!)
                    : wrong!;
            default:
                throw new InvalidOperationException("A journal is intact or differs.");
        }
    }

    private static Verdict Derive(string folder, JournalFileCheck.Intact journal, PublishedCommitment published, RevealedSecret revealed)
    {
        if (published.Study != journal.Head.Study || revealed.Study != journal.Head.Study)
        {
            return new Verdict.Differs(TrialFolder.Commitment, $"journal, commitment and reveal are not of one study ({journal.Head.Study}, {published.Study}, {revealed.Study})");
        }

        var verdict = SpecDifference(folder, published) ?? TrialVerifier.Verify(journal.Entries, published, revealed);
        return verdict is Verdict.Verified verified
            ? Difference(folder, TrialFolder.Allocations, AllocationTables.Lines(verified.Allocations)) ?? Difference(folder, TrialFolder.Kits, AllocationTables.Lines(verified.Kits)) ?? verdict
            : verdict;
    }

    // The journal holds the spec's canonical text; a spec.yaml beside it must be the file that text was made from.
    private static Verdict? SpecDifference(string folder, PublishedCommitment published)
    {
        var path = Path.Combine(folder, TrialFolder.Spec);
        return !File.Exists(path) ? null : SpecReader.ReadFile(path).Match(
            accepted => Convert.ToHexStringLower(StudySpecJson.Hash(accepted.Document.Study)) == published.SpecSha256 ? null : new Verdict.Differs(TrialFolder.Spec, "it is not the spec committed to"),
            rejected => (Verdict?)new Verdict.Differs(TrialFolder.Spec, rejected.Errors[0].ToString()));
    }

    private static Verdict.Differs? Difference(string folder, string file, IReadOnlyList<string> expected) =>
        AllocationTables.Difference(file, expected, File.ReadAllLines(Path.Combine(folder, file)));

    private static bool Read<T>(string folder, string file, Func<string, T> parse, out T? value, out Verdict? wrong)
        where T : class
    {
        try
        {
            (value, wrong) = (parse(File.ReadAllText(Path.Combine(folder, file))), null);
            return true;
        }
        catch (JsonException malformed)
        {
            (value, wrong) = (null, new Verdict.Differs(file, $"it cannot be read: {malformed.Message}"));
            return false;
        }
    }
}
