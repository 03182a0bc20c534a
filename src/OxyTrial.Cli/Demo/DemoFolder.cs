using System.Security.Claims;
using OxyTrial.Journal;
using OxyTrial.Reports.Consort;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Html;
using OxyTrial.Reports.Pdf;
using OxyTrial.Trial;
using OxyTrial.Vault;
using OxyTrial.Verifier;
using OxyTrial.Views;
using OxyTrial.Web.Documents;

namespace OxyTrial.Cli.Demo;

/// <summary>Writes a finished trial's folder: what anyone needs to verify it, and its CONSORT flow.</summary>
internal sealed class DemoFolder(string folder)
{
    private string In(string file) => Path.Combine(folder, file);

    public async Task WriteAsync(StudyView view, IJournalReader journal, UnblindedTables tables, CancellationToken cancellation)
    {
        var unblinded = (StudyState.Unblinded)view.Study;
        var facts = unblinded.Facts;
        await using (var file = File.Create(In(TrialFolder.Journal)))
        {
            await JournalFile.WriteAsync(journal, view.Id.Value, file, cancellation);
        }

        var published = new PublishedCommitment(view.Id.Value, facts.SpecSha256, facts.ProcedureCommitment, facts.Commitment!);
        var reveal = new RevealedSecret(view.Id.Value, unblinded.Reveal.Secret, unblinded.Reveal.Salt, unblinded.Reveal.Procedure, unblinded.Reveal.ProcedureSalt);
        await File.WriteAllTextAsync(In(TrialFolder.Commitment), published.ToJson(), cancellation);
        await File.WriteAllTextAsync(In(TrialFolder.RevealedSecret), reveal.ToJson(), cancellation);
        await WriteLinesAsync(TrialFolder.Allocations, AllocationTables.Lines(tables.Allocations.Select(one => new DerivedAllocation(one.Participant.Value, one.Stratum.Key, one.Slot.ToString(), one.Kit.Value, one.Arm))), cancellation);
        await WriteLinesAsync(TrialFolder.Kits, AllocationTables.Lines(tables.Kits.Select(kit => new DerivedKit(kit.Kit.Value, kit.Arm))), cancellation);
    }

    /// <summary>The flow by arm, which exists only after the planned unblinding.</summary>
    public async Task<ReportDocument> WriteConsortAsync(StudyView view, UnblindedTables tables, ClaimsPrincipal person, DateTimeOffset utc, CancellationToken cancellation)
    {
        var arm = tables.Allocations.ToDictionary(one => one.Participant, one => one.Arm);
        var groups = view.Spec.Arms.Select(one => (one.Label, view.Participants.Values.Where(line => arm.GetValueOrDefault(line.Id) == one.Key)));
        var document = ConsortFlow.Build(ConsortOf.ByArm(view, groups, Unblinding(view)), StampOf.Print(view, ConsortOf.ReportName, ConsortOf.ReportVersion, person, utc));
        await File.WriteAllTextAsync(In($"{TrialFolder.Consort}.html"), await HtmlReportRenderer.RenderAsync(document, cancellationToken: cancellation), cancellation);
        return document;
    }

    /// <summary>The same as PDF.</summary>
    public async Task PrintConsortAsync(ReportDocument document, IPdfRenderer renderer, CancellationToken cancellation) =>
        await File.WriteAllBytesAsync(In($"{TrialFolder.Consort}.pdf"), await renderer.RenderAsync(document, cancellation), cancellation);

    private static PlannedUnblinding Unblinding(StudyView view)
    {
        var signers = view.Milestones.Select(milestone => milestone.Event).OfType<UnblindingSigned>().Select(signed => signed.Person).ToArray();
        var at = view.Milestones.Last(milestone => milestone.Event is UnblindingAuthorized).Utc;
        return new PlannedUnblinding(at, signers[0], signers[1], view.Head.Fingerprint.ToString());
    }

    // LF on every system: the lines are compared byte for byte.
    private Task WriteLinesAsync(string file, IEnumerable<string> lines, CancellationToken cancellation) =>
        File.WriteAllTextAsync(In(file), string.Concat(lines.Select(line => line + "\n")), cancellation);
}
