using System.Collections.Immutable;
using OxyTrial.Journal;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Vault.Opening;

/// <summary>A participant as the emergency needs it: randomized at a site, in a slot.</summary>
internal sealed record RandomizedParticipant(ParticipantId Id, SiteId Site, ParticipantRandomized Facts);

/// <summary>The emergency codes of everybody randomized up to a position of the journal.</summary>
/// <param name="Study">The study, opened.</param>
/// <param name="Participants">In the order of randomization.</param>
internal sealed record EmergencyCodes(OpenStudy Study, ImmutableArray<RandomizedParticipant> Participants)
{
    private const int PageSize = 1000;

    private EmergencyCodeBook Book { get; } = Study.CodesOf(Participants.Select(participant => participant.Id.Value));

    /// <summary>Reads the journal up to a position, that one included; null = to its end.</summary>
    public static async ValueTask<EmergencyCodes> ReadAsync(OpenStudy study, IJournalReader journal, long? upTo, CancellationToken cancellation)
    {
        var sites = new Dictionary<string, SiteId>(StringComparer.Ordinal);
        var participants = ImmutableArray.CreateBuilder<RandomizedParticipant>();
        var position = 0L;
        while (await journal.ReadAllAsync(study.Spec.Id.Value, position, PageSize, cancellation) is { Count: > 0 } page)
        {
            foreach (var entry in page.Where(entry => upTo is null || entry.Position <= upTo))
            {
                // Everything else is passed over unread: an emergency does not wait for a long journal to be decoded.
                if (entry.Type == nameof(ParticipantScreened))
                {
                    sites[entry.Stream] = ((ParticipantScreened)Read(entry)).Site;
                }
                else if (entry.Type == nameof(ParticipantRandomized))
                {
                    participants.Add(new RandomizedParticipant(IdIn(entry.Stream), sites[entry.Stream], (ParticipantRandomized)Read(entry)));
                }
            }

            position = page[^1].Position;
        }

        return new EmergencyCodes(study, participants.ToImmutable());
    }

    /// <summary>A site's pack: every code with its label, and of nobody which is true.</summary>
    public ImmutableArray<EmergencyPackEntry> PackOf(SiteId site) =>
    [
        .. Participants.Where(participant => participant.Site == site).OrderBy(participant => participant.Id.Value, StringComparer.Ordinal)
            .Select(participant => new EmergencyPackEntry(
                participant.Id, [.. Book.LinesOf(participant.Id.Value).Select(line => new EmergencyPackLine(EmergencyCode.Printed(line.Code), Study.Spec.Arms[line.Arm].Label))])),
    ];

    /// <summary>Whether a code is one of a participant's.</summary>
    public bool Recognizes(ParticipantId participant, string code) =>
        EmergencyCode.TryRead(code, out var read) && Participants.Any(one => one.Id == participant) && Book.LinesOf(participant.Value).Any(line => line.Code == read);

    /// <summary>The code of an arm of a participant, as printed.</summary>
    public string CodeOf(ParticipantId participant, int arm) => EmergencyCode.Printed(Book.CodeOf(participant.Value, arm));

    /// <summary>The one true code of every participant. Unblinded output.</summary>
    public async ValueTask<ImmutableArray<EmergencyTelephoneLine>> TelephoneListAsync(CancellationToken cancellation)
    {
        var lines = ImmutableArray.CreateBuilder<EmergencyTelephoneLine>(Participants.Length);
        foreach (var (id, site, facts) in Participants.OrderBy(participant => participant.Id.Value, StringComparer.Ordinal))
        {
            lines.Add(new EmergencyTelephoneLine(id, site, CodeOf(id, await Study.Allocator.ArmOfAsync(facts.Slot, facts.Stratum, cancellation))));
        }

        return lines.MoveToImmutable();
    }

    private static TrialEvent Read(JournalEntry entry) => EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body);

    private static ParticipantId IdIn(string stream) => ParticipantId.FromTrusted(stream[(stream.IndexOf('/', StringComparison.Ordinal) + 1)..]);
}
