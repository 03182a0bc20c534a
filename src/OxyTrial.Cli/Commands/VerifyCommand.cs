using System.CommandLine;
using System.Text.Json;
using OxyTrial.Journal;
using OxyTrial.Specs;
using OxyTrial.Trial.Specification;
using OxyTrial.Verifier;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial verify DIR|BUNDLE</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "A finished trial: journal.ndjson, commitment.json, revealed-secret.json, allocations.csv, kits.csv, and spec.yaml if it is there; or a bundle, as oxytrial-verify takes it." };
        var fingerprint = new Option<string?>("--fingerprint") { Description = "The journal's fingerprint as printed on a report, e.g. 963:93d6-4c75-d481-872d: a journal cut short or rewritten since then is found." };
        var command = new Command("verify", "Re-derive every allocation and kit from secret, spec and journal; exit code 1 at the first difference.") { folder, fingerprint };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (File.Exists(parsed.GetValue(folder)))
            {
                return parsed.GetValue(fingerprint) is null ? await BundleAsync(parsed.GetValue(folder)!, cancellation) : throw new CommandLineException("a bundle holds its checkpoints itself: make it with --checkpoint.");
            }

            var verdict = await VerifyAsync(parsed.GetValue(folder)!, FingerprintOf(parsed.GetValue(fingerprint)), cancellation);
            Console.WriteLine(verdict);
            return verdict is Verdict.Verified ? ExitCode.Done : ExitCode.Differs;
        });
        return command;
    }

    private static Fingerprint? FingerprintOf(string? text) =>
        text is null ? null : Fingerprint.TryParse(text, out var fingerprint) ? fingerprint : throw new CommandLineException($"'{text}' is not a fingerprint such as 963:93d6-4c75-d481-872d.");

    private static async Task<int> BundleAsync(string bundle, CancellationToken cancellation)
    {
        var answer = await BundleVerification.RunAsync(bundle, cancellation);
        if (answer.Checks.IsEmpty)
        {
            throw new CommandLineException(answer.Difference!.What);
        }

        Console.WriteLine(string.Join(Environment.NewLine, answer.Lines()));
        return answer.ExitCode;
    }

    public static async Task<Verdict> VerifyAsync(string folder, Fingerprint? fingerprint, CancellationToken cancellation)
    {
        await using var journal = File.OpenRead(Path.Combine(folder, TrialFolder.Journal));
        switch (await JournalFile.CheckAsync(journal, cancellation))
        {
            case JournalFileCheck.Differs damaged:
                return new Verdict.Differs(TrialFolder.Journal, damaged.ToString());
            case JournalFileCheck.Intact intact when fingerprint is not null && !intact.Entries.Any(entry => entry.Position == fingerprint.Position && Fingerprint.Of(entry.Position, entry.Hash) == fingerprint):
                return new Verdict.Differs(TrialFolder.Journal, $"it does not hold the position and hash of fingerprint {fingerprint}");
            case JournalFileCheck.Intact intact:
                Console.Error.WriteLine($"journal {intact.Head.Fingerprint}{(fingerprint is null ? "; compare it with one printed on a report, or give --fingerprint" : ", which holds the fingerprint given")}");
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
        if (!File.Exists(path))
        {
            Console.Error.WriteLine($"{TrialFolder.Spec} is not there and was not compared; the journal holds the spec's canonical text");
            return null;
        }

        return SpecReader.ReadFile(path).Match(
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
