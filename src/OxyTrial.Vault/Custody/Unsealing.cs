using System.Collections.Immutable;
using System.Text.Json;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Vault.Sealing;

namespace OxyTrial.Vault.Custody;

/// <summary>Where the lock stands in the journal: what approvals are bound to.</summary>
/// <param name="Position">Position of the lock's event.</param>
/// <param name="Hash">The chain's hash there, 64 hex digits.</param>
internal sealed record LockPoint(long Position, string Hash);

/// <summary>The way from a locked study to its secret, by the custodians' keys.</summary>
internal sealed class Unsealing(VaultFiles files, StudyId study, StudyFacts facts)
{
    // Two approvals at once must not overwrite one another.
    private static readonly Lock Turn = new();

    private CustodianPanel Panel => facts.Custodians ?? throw new VaultException($"Study {study} was sealed without custodians.");

    public UnblindingRequest Request(LockPoint at)
    {
        var approvals = files.ReadApprovals(study);
        return new UnblindingRequest(
            study.Value, at.Position, at.Hash, facts.Commitment!, Panel.Threshold,
            [.. Panel.Custodians.Select(custodian => new CustodianName(custodian.Name, custodian.Fingerprint))],
            [.. approvals.Select(approval => approval.Fingerprint)],
            files.ReadReveal(study, Panel).Live(approvals));
    }

    public Decision<RecordCustodianApproval> Accept(UnblindingApproval approval, LockPoint at)
    {
        lock (Turn)
        {
            var known = files.ReadApprovals(study);
            if (known.FirstOrDefault(other => other.Fingerprint == approval.Fingerprint) is { } same)
            {
                // Kept, but perhaps never journaled: told again.
                return facts.Approvals.Contains(approval.Fingerprint) || same.Signature != approval.Signature ? RefusalCode.SamePersonTwice : Accepted(same);
            }

            if (ErrorOf(approval, at, known) is { } refusal)
            {
                return refusal;
            }

            files.WriteApprovals(study, known.Add(approval));
            return Accepted(approval);
        }
    }

    /// <exception cref="VaultException">Fewer have approved than must.</exception>
    public RecordReveal Reveal()
    {
        var journaled = files.ReadApprovals(study).Where(approval => facts.Approvals.Contains(approval.Fingerprint));
        var opened = files.ReadReveal(study, Panel).Open(journaled) ?? throw new VaultException($"Study {study} cannot be unblinded: it takes {Panel.Threshold} custodians' shares.");
        return JsonSerializer.Deserialize<RecordReveal>(opened)!;
    }

    private Refusal? ErrorOf(UnblindingApproval approval, LockPoint at, ImmutableArray<UnblindingApproval> before) =>
        Panel.Find(approval.Fingerprint) is not { } custodian ? new Refusal(RefusalCode.CustodianUnknown)
        : !approval.IsSignedBy(CustodianPublicKey.Parse(custodian.PublicKey)) ? Invalid("Its signature is not that of the custodian's key.")
        : approval.Study != study.Value || approval.Commitment != facts.Commitment ? Invalid("It is for another study.")
        : approval.Position != at.Position || approval.Hash != at.Hash ? Invalid("It is for another data set: the journal's position or hash at the lock is not the one approved.")
        : files.ReadReveal(study, Panel).ErrorOf(approval, before) is { } wrong ? Invalid(wrong)
        : null;

    private static Refusal Invalid(string detail) => new(RefusalCode.ApprovalInvalid, detail);

    private static RecordCustodianApproval Accepted(UnblindingApproval approval) => new(approval.Fingerprint, approval.Position, approval.Hash, approval.LayersHash, approval.Signature);
}
