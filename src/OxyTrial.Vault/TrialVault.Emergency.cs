using System.Collections.Immutable;
using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;
using OxyTrial.Vault.Opening;

namespace OxyTrial.Vault;

/// <summary>A participant's true code, as read out by telephone. Beside the site's pack it tells the arm; alone it tells nothing.</summary>
/// <param name="Participant">Participant.</param>
/// <param name="Site">Site.</param>
/// <param name="Code">The code of the participant's arm.</param>
public sealed record EmergencyTelephoneLine(ParticipantId Participant, SiteId Site, string Code);

/// <summary>The telephone list as of its issue.</summary>
/// <param name="Position">Journal position of its issue.</param>
/// <param name="Utc">When it was issued.</param>
/// <param name="Person">Who took it.</param>
/// <param name="Recipient">For whom.</param>
/// <param name="Lines">In order of identifier.</param>
public sealed record EmergencyTelephoneList(long Position, DateTimeOffset Utc, string Person, string Recipient, ImmutableArray<EmergencyTelephoneLine> Lines);

/// <content>Codes for an emergency in which nobody reaches the system.</content>
public sealed partial class TrialVault
{
    /// <inheritdoc/>
    /// <exception cref="VaultException">No code break of this participant stands in the journal under this command id.</exception>
    public async ValueTask<string> DiscloseCodeAsync(StudyId study, ParticipantId participant, string commandId, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(participant);
        var opened = await OpenAsync(study, cancellation);
        var arm = await BrokenArmAsync(opened, participant, commandId, cancellation);
        return (await EmergencyCodes.ReadAsync(opened, journal, null, cancellation)).CodeOf(participant, arm);
    }

    /// <inheritdoc/>
    public async ValueTask<EmergencyPack?> LastPackAsync(StudyId study, SiteId site, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(site);
        var issues = from entry in await journal.ReadStreamAsync(study.Value, Study.Stream, 0, cancellation)
                     where entry.Type == nameof(EmergencyPackIssued)
                     select (Entry: entry, Event: (EmergencyPackIssued)EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body));
        return issues.LastOrDefault(issue => issue.Event.Site == site) is not ({ } issued, { } happened)
            ? null
            : new EmergencyPack(site, issued.Position, issued.Utc, happened.Person, (await CodesAsync(study, issued.Position, cancellation)).PackOf(site));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RecognizesAsync(StudyId study, ParticipantId participant, string code, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(participant);
        return (await CodesAsync(study, null, cancellation)).Recognizes(participant, code);
    }

    /// <inheritdoc/>
    public async Task<EmergencyTelephoneList> TelephoneListAsync(StudyId study, string commandId, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        var entries = await journal.ReadStreamAsync(study.Value, Study.Stream, 0, cancellation);
        var issued = entries.FirstOrDefault(entry => entry.CommandId == commandId && entry.Type == nameof(EmergencyCodeListIssued))
            ?? throw new VaultException("No issue of the telephone list is journaled under this command.");
        var happened = (EmergencyCodeListIssued)EventCodec.Read(issued.Type, issued.SchemaVersion, issued.Body);
        var codes = await CodesAsync(study, issued.Position, cancellation);
        return new EmergencyTelephoneList(issued.Position, issued.Utc, happened.Person, happened.Recipient, await codes.TelephoneListAsync(cancellation));
    }

    private async ValueTask<EmergencyCodes> CodesAsync(StudyId study, long? upTo, CancellationToken cancellation) =>
        await EmergencyCodes.ReadAsync(await OpenAsync(study, cancellation), journal, upTo, cancellation);
}
