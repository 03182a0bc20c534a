using OxyTrial.Randomization;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Vault.Opening;

namespace OxyTrial.Vault;

/// <content>How predictable the trial has been so far.</content>
public sealed partial class TrialVault
{
    /// <inheritdoc/>
    public async Task<Predictability> PredictabilityAsync(StudyId study, string commandId, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        var entries = await journal.ReadStreamAsync(study.Value, Study.Stream, 0, cancellation);
        if (!entries.Any(entry => entry.CommandId == commandId && entry.Type == nameof(PredictabilityShown)))
        {
            throw new VaultException("That the predictability is shown is not journaled under this command.");
        }

        var opened = await OpenAsync(study, cancellation);
        var ratio = AllocationRatio.Create(opened.Spec.Arms.Select(arm => (arm.Key, arm.Ratio)));
        var meter = new PredictabilityMeter(ratio, () => opened.Procedure.Open(ratio));
        var sites = new Dictionary<ParticipantId, SiteId>();
        await foreach (var happened in EventsAsync(study, cancellation))
        {
            switch (happened)
            {
                case ParticipantScreened screened:
                    sites[screened.Participant] = screened.Site;
                    break;
                case SlotAllocated slot:
                    meter.Add(slot.Slot.Scope, opened.ProfileOf(slot.Stratum), slot.Stratum.Key, sites[slot.Participant], await opened.Allocator.ArmOfAsync(slot.Slot, slot.Stratum, cancellation));
                    break;
                case SlotRecovered slot:
                    meter.Add(slot.Slot.Scope, opened.ProfileOf(slot.Stratum), slot.Stratum.Key, sites[slot.Participant], await opened.Allocator.ArmOfAsync(slot.Slot, slot.Stratum, cancellation));
                    break;
                default:
                    break;
            }
        }

        return new Predictability(decimal.Round((decimal)ratio.Arms.Max(arm => arm.Ratio) / ratio.Sum, 4), meter.Rows());
    }
}
