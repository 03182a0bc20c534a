using System.Collections.Immutable;
using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Specs;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Vault;
using OxyTrial.Vault.Custody;
using OxyTrial.Views;

namespace OxyTrial.Web.Unblinded.Lifecycle;

/// <summary>
/// The steps of a study that need the vault and the journal both. Each may be repeated under the same command id after an
/// unknown outcome: the vault answers the same, and the journal writes once.
/// </summary>
public sealed class StudyLifecycle(IVault vault, ITrialHost host, TrialViews views)
{
    /// <summary>Keeps the procedure's parameters in the vault, then registers the blinded half with their commitment.</summary>
    public async Task<CommandOutcome> RegisterAsync(SpecDocument checkedSpec, CommandContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(checkedSpec);
        var commitment = await vault.KeepProcedureAsync(checkedSpec.Study.Id, checkedSpec.ProcedureJson, cancellation);
        return await host.ExecuteAsync(checkedSpec.Study.Id, new RegisterStudy(checkedSpec.Study, commitment), context, cancellation);
    }

    /// <summary>Makes and seals the secret, with a copy for the custodians, then publishes its commitment.</summary>
    /// <param name="study">Study.</param>
    /// <param name="custodians">Custodians; null for none.</param>
    /// <param name="context">Context.</param>
    /// <param name="cancellation">Canceled.</param>
    public async Task<CommandOutcome> SealAsync(StudyId study, CustodianPanel? custodians, CommandContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        if (await views.StudyAsync(study, cancellation) is null)
        {
            return new CommandOutcome.Refused(new Refusal(RefusalCode.StudyUnknown));
        }

        if (custodians?.Error is { } error)
        {
            return new CommandOutcome.Refused(new Refusal(RefusalCode.CustodiansInvalid, error));
        }

        var commitment = await vault.SealAsync(study, custodians, cancellation);
        return await host.ExecuteAsync(study, new SealStudy(commitment, custodians), context, cancellation);
    }

    /// <summary>
    /// Signs the unblinding; when the second person's signature authorized it, and enough custodians have approved, journals what the vault
    /// reveals.
    /// </summary>
    /// <returns>The outcome of the signature, or of the reveal when there was one.</returns>
    public async Task<CommandOutcome> SignUnblindingAsync(
        StudyId study, ImmutableSortedDictionary<string, string> readBack, CommandContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(context);
        return await RevealedIfDueAsync(study, await host.ExecuteAsync(study, new SignUnblinding(readBack), context, cancellation), context, cancellation);
    }

    /// <summary>Hands a custodian's approval to the vault and journals it; when it was the last one missing, journals what the vault reveals.</summary>
    /// <returns>The outcome of the approval, or of the reveal when there was one.</returns>
    public async Task<CommandOutcome> ApproveAsync(StudyId study, UnblindingApproval approval, CommandContext context, CancellationToken cancellation) =>
        await (await vault.AcceptApprovalAsync(study, approval, cancellation)).Match<Task<CommandOutcome>>(
            async accepted => await RevealedIfDueAsync(study, await host.ExecuteAsync(study, accepted, context, cancellation), context, cancellation),
            refusal => Task.FromResult<CommandOutcome>(new CommandOutcome.Refused(refusal)));

    private async Task<CommandOutcome> RevealedIfDueAsync(StudyId study, CommandOutcome outcome, CommandContext context, CancellationToken cancellation) =>
        outcome is CommandOutcome.Completed && await IsDueAsync(study, cancellation) ? await RevealAsync(study, context, cancellation) : outcome;

    /// <summary>Journals what the vault reveals of an authorized study: the second half of a signing that was cut short.</summary>
    /// <exception cref="VaultException">The journal holds no authorization.</exception>
    public async Task<CommandOutcome> RevealAsync(StudyId study, CommandContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var reveal = await vault.RevealAsync(study, cancellation);
        return await host.ExecuteAsync(study, reveal, context with { CommandId = context.CommandId + "/reveal" }, cancellation);
    }

    // False also when the reveal is journaled already: a repeated signature then has nothing more to do.
    private async ValueTask<bool> IsDueAsync(StudyId study, CancellationToken cancellation) =>
        (await views.StudyAsync(study, cancellation))?.Study is StudyState.UnblindingAuthorized { Facts.IsApproved: true };
}
