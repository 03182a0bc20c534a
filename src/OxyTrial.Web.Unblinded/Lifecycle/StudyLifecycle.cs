using System.Collections.Immutable;
using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Specs;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Vault;
using OxyTrial.Views;

namespace OxyTrial.Web.Unblinded.Lifecycle;

/// <summary>
/// The three steps of a study that need the vault and the journal both. Each may be repeated under the same command id after an
/// unknown outcome: the vault answers the same, and the journal writes once.
/// </summary>
public sealed class StudyLifecycle(TrialVault vault, ITrialHost host, TrialViews views)
{
    /// <summary>Keeps the procedure's parameters in the vault, then registers the blinded half with their commitment.</summary>
    public Task<CommandOutcome> RegisterAsync(SpecDocument checkedSpec, CommandContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(checkedSpec);
        var commitment = vault.KeepProcedure(checkedSpec.Study.Id, checkedSpec.ProcedureJson);
        return host.ExecuteAsync(checkedSpec.Study.Id, new RegisterStudy(checkedSpec.Study, commitment), context, cancellation);
    }

    /// <summary>Makes and seals the secret, then publishes its commitment.</summary>
    public async Task<CommandOutcome> SealAsync(StudyId study, CommandContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        if (await views.StudyAsync(study, cancellation) is null)
        {
            return new CommandOutcome.Refused(new Refusal(RefusalCode.StudyUnknown));
        }

        var commitment = await vault.SealAsync(study, cancellation);
        return await host.ExecuteAsync(study, new SealStudy(commitment), context, cancellation);
    }

    /// <summary>Signs the unblinding; when the second person's signature authorized it, journals what the vault reveals.</summary>
    /// <returns>The outcome of the signature, or of the reveal when there was one.</returns>
    public async Task<CommandOutcome> SignUnblindingAsync(
        StudyId study, ImmutableSortedDictionary<string, string> readBack, CommandContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(context);
        var signed = await host.ExecuteAsync(study, new SignUnblinding(readBack), context, cancellation);
        return signed is CommandOutcome.Completed && await IsAuthorizedAsync(study, cancellation)
            ? await RevealAsync(study, context, cancellation)
            : signed;
    }

    /// <summary>Journals what the vault reveals of an authorized study: the second half of a signing that was cut short.</summary>
    /// <exception cref="VaultException">The journal holds no authorization.</exception>
    public async Task<CommandOutcome> RevealAsync(StudyId study, CommandContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var reveal = await vault.RevealAsync(study, cancellation);
        return await host.ExecuteAsync(study, reveal, context with { CommandId = context.CommandId + "/reveal" }, cancellation);
    }

    // False also when the reveal is journaled already: a repeated signature then has nothing more to do.
    private async ValueTask<bool> IsAuthorizedAsync(StudyId study, CancellationToken cancellation) =>
        (await views.StudyAsync(study, cancellation))?.Study is StudyState.UnblindingAuthorized;
}
