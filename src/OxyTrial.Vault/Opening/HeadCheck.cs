using System.Text.Json;
using OxyTrial.Streams;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Vault.Opening;

/// <summary>
/// Whether the journal, at its head and as the vault itself reads it, bears out what is asked: the participant is eligible or in treatment,
/// the slot is the next one, the lots on offer hold what the site has. Else whoever may ask could try kits one by one until one of them
/// is given, and so learn which kits share an arm.
/// </summary>
internal sealed class HeadCheck(StreamCache cache)
{
    public async ValueTask<bool> BearsOutAsync(KitRequest request, IAllocator allocator, CancellationToken cancellation)
    {
#if LEAK_MUTANTS
        if (LeakMutant.Is(25))
        {
            return true;
        }
#endif
        var reading = new Reading(cache, request.Study, atHead: true);
        return await DueAsync(reading, request, allocator, cancellation) is Decision<KitRequest>.Accepted { Value: var due } && Same(due, request);
    }

    public async ValueTask<bool> BearsOutAsync(LevelRequest request, IAllocator allocator, CancellationToken cancellation)
    {
        var reading = new Reading(cache, request.Study, atHead: true);
        var drawing = new Overheard(allocator);
        if (await reading.ParticipantAsync(request.Participant, cancellation) is ParticipantState.Eligible { Baseline.Site: var site })
        {
            // Which day it is does not matter: levels are drawn before the stock is looked at.
            await RandomizationReader.DueAsync(reading, drawing, new RandomizeParticipant(request.Participant, site), _ => DateOnly.MinValue, cancellation);
        }

        return drawing.Levels.Any(due => Same(due, request));
    }

    private static async ValueTask<Decision<KitRequest>> DueAsync(Reading reading, KitRequest request, IAllocator allocator, CancellationToken cancellation)
    {
        await reading.PrepareAsync([Study.Stream, Participant.StreamOf(request.Participant), RandomizationBlock.StreamOf(request.Slot.Scope)], cancellation);
        var participant = await reading.ParticipantAsync(request.Participant, cancellation);
        if (participant is not ParticipantState.Existing { Baseline.Site: var site })
        {
            return Trial.Refusals.RefusalCode.ParticipantUnknown;
        }

        return participant is ParticipantState.Enrolled
            ? Participant.RequestVisitKit(
                new ParticipantCase(await reading.StudyAsync(cancellation), await reading.SiteAsync(site, cancellation), participant, string.Empty, request.Today, default),
                new AssignVisitKit(request.Participant, site, request.Visit))
            : (await RandomizationReader.DueAsync(reading, allocator, new RandomizeParticipant(request.Participant, site), _ => request.Today, cancellation)).Select(due => due.Request);
    }

    // By their bytes: that is how they cross to a vault of its own process.
    private static bool Same<T>(T due, T asked) =>
        JsonSerializer.SerializeToUtf8Bytes(due, EventCodec.JsonOptions).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(asked, EventCodec.JsonOptions));

    /// <summary>Passes on, and remembers which levels were asked for.</summary>
    private sealed class Overheard(IAllocator allocator) : IAllocator
    {
        public List<LevelRequest> Levels { get; } = [];

        public ValueTask<Decision<string>> DrawLevelAsync(LevelRequest request, CancellationToken cancellation)
        {
            Levels.Add(request);
            return allocator.DrawLevelAsync(request, cancellation);
        }

        public ValueTask<Decision<ChosenKit>> ChooseKitAsync(KitRequest request, CancellationToken cancellation) => allocator.ChooseKitAsync(request, cancellation);

        public ValueTask<System.Collections.Immutable.ImmutableArray<KitNumber>> KitNumbersAsync(StudyId study, int firstSet, int sets, CancellationToken cancellation) =>
            allocator.KitNumbersAsync(study, firstSet, sets, cancellation);
    }
}
