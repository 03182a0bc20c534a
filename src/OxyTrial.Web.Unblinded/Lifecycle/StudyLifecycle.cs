using System.Collections.Immutable;
using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Specs;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Vault;

namespace OxyTrial.Web.Unblinded.Lifecycle;

/// <summary>
/// The three steps of a study that need the vault and the journal both. Each may be repeated under the same command id after an
/// unknown outcome: the vault answers the same, and the journal writes once.
/// </summary>
public sealed class StudyLifecycle(TrialVault vault, ITrialHost host)
{
    /// <summary>Keeps the procedure's parameters in the vault, then registers the blinded half with their commitment.</summary>
    public async Task<CommandOutcome> RegisterAsync(SpecDocument checkedSpec, CommandContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(checkedSpec);
        ArgumentNullException.ThrowIfNull(context);
        var commitment = await vault.KeepProcedureAsync(checkedSpec.Study.Id, checkedSpec.ProcedureJson, cancellation);
        return await host.ExecuteAsync(checkedSpec.Study.Id, new RegisterStudy(checkedSpec.Study, commitment), context, cancellation);
    }

    /// <summary>Makes and seals the secret, then publishes its commitment.</summary>
    public async Task<CommandOutcome> SealAsync(StudyId study, CommandContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(context);
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
        return signed is CommandOutcome.Completed ? await RevealWhenAuthorizedAsync(study, signed, context, cancellation) : signed;
    }

    // Refused by the vault's own reading of the journal while only one person has signed; done already when this is a repetition.
    private async Task<CommandOutcome> RevealWhenAuthorizedAsync(StudyId study, CommandOutcome signed, CommandContext context, CancellationToken cancellation)
    {
        if (await vault.RevealWhenAuthorizedAsync(study, cancellation) is not { } reveal)
        {
            return signed;
        }

        var revealed = await host.ExecuteAsync(study, reveal, context with { CommandId = context.CommandId + "/reveal" }, cancellation);
        return revealed is CommandOutcome.Refused { Refusal.Code: var code } && code == RefusalCode.AlreadyUnblinded ? signed : revealed;
    }
}
