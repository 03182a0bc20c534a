using System.Text;
using System.Text.Json;
using OxyTrial.Journal;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Verifier.Bundles;
using OxyTrial.Verifier.Spec;
using OxyTrial.Verifier.Walking;

namespace OxyTrial.Verifier;

/// <summary>
/// Re-derives every allocation and every kit of a finished trial from what anyone may hold after the reveal: the published
/// commitment, the journal, and the revealed secret. Knows randomization and the journal's format, and no code of the system that ran the trial.
/// What is checked, in order: docs/verification.md.
/// </summary>
public sealed class TrialVerifier
{
    private readonly Tally tally = new();
    private readonly HashSet<string> done = new(StringComparer.Ordinal);
    private TrialWalk? walk;

    private TrialVerifier()
    {
    }

    /// <summary>Verifies a journal whose chain was checked, up to the first thing that differs.</summary>
    /// <param name="entries">All entries of the study.</param>
    /// <param name="published">The commitment as published.</param>
    /// <param name="revealed">The secret as revealed.</param>
    public static Verdict Verify(IEnumerable<JournalEntry> entries, PublishedCommitment published, RevealedSecret revealed)
    {
        JournalEntry[] all = [.. entries];
        var verifier = new TrialVerifier();
        var difference = verifier.Derive(RegisteredSpec(all), null, all, published, revealed);
        return difference is null
            ? new Verdict.Verified(verifier.walk!.Allocations, verifier.walk.Kits)
            : new Verdict.Differs(difference.Position is { } position ? $"journal position {position}" : difference.Check == Check.End ? "end of the journal" : difference.Check!, difference.What);
    }

    /// <summary>Verifies a bundle.</summary>
    public static async Task<VerificationAnswer> VerifyAsync(Bundle bundle, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        using var journal = new MemoryStream(bundle.Journal);
        var verifier = new TrialVerifier();
        return (await JournalFile.CheckAsync(journal, cancellation)).Match(
            intact =>
            {
                verifier.tally.Add(Check.Chain, intact.Head.Position);
                verifier.done.Add(Check.Chain);
                return verifier.Answer(
                    intact.Head.Study,
                    intact.Head.Fingerprint.ToString(),
                    verifier.Checkpoints(bundle.Checkpoints, intact) ?? verifier.Derive(bundle.Spec, intact.Head.Study, intact.Entries, bundle.Printed, bundle.Revealed));
            },
            differs =>
            {
                // The lines before it, less the header; and less the trailer when the file goes on after it.
                verifier.tally.Add(Check.Chain, Math.Max(0, differs.Line - (differs.Difference.Field == "end" ? 3 : 2)));
                return verifier.Answer(StudyOf(bundle.Journal), null, new Difference(Check.Chain, differs.Line - 1, $"line {differs.Line}: {differs.Difference}"));
            });
    }

    private static string? StudyOf(byte[] journal)
    {
        try
        {
            var header = Json.Parse(journal.AsMemory(0, Math.Max(0, Array.IndexOf(journal, (byte)'\n'))));
            return header.Text("study");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] RegisteredSpec(IEnumerable<JournalEntry> entries)
    {
        try
        {
            return entries.FirstOrDefault(entry => entry.Type == "StudyRegistered") is { } registered ? Encoding.UTF8.GetBytes(Json.Parse(registered.Body).Text("specJson")) : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private Difference? Checkpoints(IReadOnlyList<Checkpoint> checkpoints, JournalFileCheck.Intact journal)
    {
        foreach (var checkpoint in checkpoints)
        {
            if (checkpoint.Position > journal.Entries.Count)
            {
                return new Difference(Check.Checkpoints, checkpoint.Position, $"the journal has {journal.Entries.Count} events and not position {checkpoint.Position}");
            }

            var there = checkpoint.Position == 0 ? JournalHash.Genesis(journal.Head.Study) : journal.Entries[(int)checkpoint.Position - 1].Hash;
            if (!Convert.ToHexStringLower(there).StartsWith(checkpoint.Digits, StringComparison.Ordinal))
            {
                return new Difference(Check.Checkpoints, checkpoint.Position, $"the journal has another hash at position {checkpoint.Position}");
            }

            tally.Add(Check.Checkpoints);
        }

        done.Add(Check.Checkpoints);
        return null;
    }

    private Difference? Derive(byte[] specJson, string? study, IEnumerable<JournalEntry> entries, PublishedCommitment published, RevealedSecret revealed)
    {
        SpecFacts spec;
        try
        {
            spec = SpecFacts.Parse(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(specJson));
        }
        catch (Exception malformed) when (malformed is JsonException or ArgumentException or FormatException or OverflowException)
        {
            return new Difference(Check.Spec, null, $"the spec cannot be read: {malformed.Message}");
        }

        string[] studies = [.. new[] { study ?? spec.Id, spec.Id, published.Study, revealed.Study }.Distinct(StringComparer.Ordinal)];
        if (studies.Length != 1)
        {
            return new Difference(Check.Spec, null, $"journal, commitment, reveal and spec are not of one study: {string.Join(", ", studies)}");
        }

        tally.Add(Check.Spec);
        done.Add(Check.Spec);
        return Committed(spec, published, revealed, out var procedures) ?? Walk(new TrialWalk(spec, procedures!, published, revealed, tally), entries);
    }

    private Difference? Committed(SpecFacts spec, PublishedCommitment published, RevealedSecret revealed, out TrialProcedures? procedures)
    {
        procedures = null;
        if (Convert.ToHexStringLower(spec.Sha256) != published.SpecSha256)
        {
            return new Difference(Check.Commitment, null, "the spec is not the one committed to");
        }

        tally.Add(Check.Commitment);
        var procedure = ProcedureCommitment.Compute(revealed.Procedure, Convert.FromHexString(revealed.ProcedureSalt));
        if (Convert.ToHexStringLower(procedure) != published.ProcedureCommitment)
        {
            return new Difference(Check.Commitment, null, "the revealed procedure is not the one committed to");
        }

        tally.Add(Check.Commitment);
        var secret = Commitment.Compute(spec.Sha256, procedure, TrialSecret.Create(Convert.FromHexString(revealed.Secret)), Convert.FromHexString(revealed.Salt));
        if (Convert.ToHexStringLower(secret) != published.Commitment)
        {
            return new Difference(Check.Commitment, null, "the revealed secret is not the one committed to in the published commitment");
        }

        tally.Add(Check.Commitment);
        try
        {
            procedures = spec.Procedures(revealed.Procedure);
            return null;
        }
        catch (Exception malformed) when (malformed is JsonException or ArgumentException or InvalidOperationException)
        {
            return new Difference(Check.Commitment, null, $"the revealed procedure cannot be read: {malformed.Message}");
        }
    }

    private Difference? Walk(TrialWalk over, IEnumerable<JournalEntry> entries)
    {
        walk = over;
        foreach (var entry in entries)
        {
            if (over.Visit(entry) is { } difference)
            {
                return difference;
            }
        }

        var end = over.End();
        done.UnionWith(end is null ? Check.InOrder : []);
        return end;
    }

    private VerificationAnswer Answer(string? study, string? journal, Difference? difference) => new(
        difference is null ? "verified" : "differs",
        study,
        journal,
        [.. Check.InOrder.Select(check => new CheckResult(check, tally[check], done.Contains(check) ? "passed" : difference?.Check == check ? "differs" : "unfinished"))],
        difference);
}
