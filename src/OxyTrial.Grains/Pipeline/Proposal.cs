using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Grains.Pipeline;

/// <summary>What an accepted decision wants written: events by stream, what it claims for itself, and the answer.</summary>
internal sealed record Proposal(IReadOnlyList<NewEvent> Events, IReadOnlyList<Claim> Claims, CommandReply Reply)
{
    /// <summary>Whether the study goes on in the next epoch, after its restored journal was reconciled.</summary>
    public bool BeginsEpoch => Events.Any(happened => happened.Type == nameof(JournalReconciled));

    public static Proposal Of(CommandReply reply, params IEnumerable<(string Stream, IEnumerable<TrialEvent> Events)> written) =>
        new([.. written.SelectMany(stream => stream.Events.Select(happened => Stored(stream.Stream, happened)))], [], reply);

    /// <summary>The same with a claim that only one command of the study may ever hold.</summary>
    public Proposal Claiming(params IEnumerable<Claim> claims) => this with { Claims = [.. Claims, .. claims] };

    public static Claim KitClaim(KitNumber kit) => new("kit", kit.Value);

    private static NewEvent Stored(string stream, TrialEvent happened)
    {
        var stored = EventCodec.Write(happened);
        return new NewEvent(stream, stored.Type, stored.SchemaVersion, stored.Body);
    }
}
