using System.Collections.Immutable;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Vault.Custody;

namespace OxyTrial.Vault;

/// <summary>
/// All that the vault answers, whether it runs in this process or in one of its own. Every answer that tells an arm rests on something
/// that stands in the journal already.
/// </summary>
public interface IVault : IAllocator, IEmergencyDisclosure
{
    /// <summary>Keeps a procedure's parameters; answers their salted commitment, 64 hex digits. Keeping them twice changes nothing.</summary>
    Task<string> KeepProcedureAsync(StudyId study, string procedureJson, CancellationToken cancellation = default);

    /// <summary>
    /// Makes and seals the study's secret, with a copy that only the custodians can open; answers the commitment to publish, 64 hex
    /// digits. A second call answers the same.
    /// </summary>
    /// <param name="study">The study.</param>
    /// <param name="custodians">The custodians; null for none: the unblinding is then the vault's policy, and not cryptographic.</param>
    /// <param name="cancellation">Canceled.</param>
    /// <exception cref="VaultException">The study is not registered, its procedure is not kept here, or the custodians are not valid.</exception>
    Task<string> SealAsync(StudyId study, CustodianPanel? custodians, CancellationToken cancellation = default);

    /// <summary>What the custodians are asked to approve next.</summary>
    /// <exception cref="VaultException">The database is not locked, or the study has no custodians.</exception>
    Task<UnblindingRequest> UnblindingRequestAsync(StudyId study, CancellationToken cancellation = default);

    /// <summary>Checks and keeps a custodian's approval; accepted, it is to be journaled. Accepting it twice changes nothing.</summary>
    /// <returns>What to journal; or 602, 603, 605, 607, 608.</returns>
    Task<Decision<RecordCustodianApproval>> AcceptApprovalAsync(StudyId study, UnblindingApproval approval, CancellationToken cancellation = default);

    /// <summary>What the reveal event says, once two persons have authorized the unblinding and enough custodians have approved it.</summary>
    /// <exception cref="VaultException">The journal holds no authorization, or shares are missing.</exception>
    Task<RecordReveal> RevealAsync(StudyId study, CancellationToken cancellation = default);

    /// <summary>Arms by participant and kit.</summary>
    /// <exception cref="VaultException">The study is not unblinded.</exception>
    Task<UnblindedTables> UnblindedTablesAsync(StudyId study, CancellationToken cancellation = default);

    /// <summary>The manufacturer's list of what goes into each kit, in order of set. Unblinded output: never for a site.</summary>
    /// <exception cref="VaultException">The study is not sealed, or its issue does not stand in the journal under this command id.</exception>
    Task<ImmutableArray<PackagedKit>> PackagingListAsync(StudyId study, string commandId, CancellationToken cancellation = default);
}
