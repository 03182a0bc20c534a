using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.RateLimiting;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Vault.Remote;

/// <summary>
/// What keeps a web node that has fallen into wrong hands from trying the vault out. Beyond the check against the journal: so many
/// questions a minute and study; kits only for today; and for a slot that the journal has not given away yet, kits for a few participants
/// only, because kits given for one slot share its arm.
/// </summary>
internal sealed class RequestGuard(int requestsPerMinute, TimeProvider time) : IDisposable
{
    /// <summary>Participants who may be tried for one slot: as many as could meet in a rush, with room.</summary>
    public const int MostParticipantsForOneSlot = 4;

    private readonly PartitionedRateLimiter<StudyId> limiter = PartitionedRateLimiter.Create<StudyId, StudyId>(study => RateLimitPartition.GetTokenBucketLimiter(study, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = requestsPerMinute,
        TokensPerPeriod = requestsPerMinute,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1),
        AutoReplenishment = true,
    }));

    private readonly ConcurrentDictionary<(StudyId Study, string Scope), Tried> tried = new();

    /// <exception cref="VaultException">Too many questions.</exception>
    public void Count(StudyId study)
    {
        using var lease = limiter.AttemptAcquire(study);
        if (!lease.IsAcquired)
        {
            throw new VaultException($"The vault was asked more than {requestsPerMinute} times a minute about study {study} and waits.");
        }
    }

    /// <exception cref="VaultException">The day is not today's anywhere, or too many participants were tried for the slot.</exception>
    public void Ensure(KitRequest request)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (Math.Abs(request.Today.DayNumber - today.DayNumber) > 1)
        {
            throw new VaultException(string.Create(CultureInfo.InvariantCulture, $"A kit was asked for as of {request.Today:yyyy-MM-dd}, but it is {today:yyyy-MM-dd} (UTC)."));
        }

        Try(request.Study, request.Slot, request.Participant);
    }

    /// <exception cref="VaultException">Too many participants were tried for the slot.</exception>
    public void Ensure(LevelRequest request) => Try(request.Study, request.Slot, request.Participant);

    public void Dispose() => limiter.Dispose();

    private void Try(StudyId study, Slot slot, ParticipantId participant)
    {
        var known = tried.GetOrAdd((study, slot.Scope), _ => new Tried());
        lock (known)
        {
            if (slot.Sequence > known.Sequence)
            {
                known.Sequence = slot.Sequence;
                known.Participants.Clear();
            }

            // A slot before the newest is taken: the journal says by whom, and the check against it has its say.
            if (slot.Sequence == known.Sequence && known.Participants.Add(participant) && known.Participants.Count > MostParticipantsForOneSlot)
            {
                known.Participants.Remove(participant);
                throw new VaultException($"Kits of slot {slot} were asked for more than {MostParticipantsForOneSlot} participants, and none is journaled; the vault stops giving them.");
            }
        }
    }

    private sealed class Tried
    {
        public int Sequence { get; set; }

        public HashSet<ParticipantId> Participants { get; } = [];
    }
}
