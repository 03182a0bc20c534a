using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using OxyTrial.Journal;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Views;
using OxyTrial.Views.Snapshots;
using Shouldly;

namespace OxyTrial.Grains.Tests;

public sealed class SnapshotTests : IDisposable
{
    private const int HashStart = sizeof(int);
    private const int JsonStart = HashStart + SHA256.HashSizeInBytes;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("oxytrial-snapshots-");
    private readonly List<string> unusable = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Every_stage_of_study_site_and_participant_is_read_back_field_by_field_as_it_was_folded()
    {
        var snapshots = Folder();
        var stages = new HashSet<Type>();
        for (var seed = 1UL; seed <= 12; seed++)
        {
            var study = new WanderingStudy(seed);
            var views = new TrialViews(study.Journal);
            for (var rounds = 0; rounds < 40; rounds++)
            {
                if (await study.GoAsync(60, Stop) == 0 || await views.StudyAsync(WanderingStudy.Id, Stop) is not { } view)
                {
                    continue;
                }

                await snapshots.WriteAsync(view, Stop);
                Likeness.Difference(view, await snapshots.ReadAsync(WanderingStudy.Id, Stop)).ShouldBeNull($"seed {seed}, position {view.Head.Position}");
                stages.UnionWith([view.Study.GetType(), .. view.Sites.Values.Select(site => site.GetType()), .. view.Participants.Values.Select(line => line.State.GetType())]);
            }
        }

        unusable.ShouldBeEmpty();
        stages.Select(stage => stage.FullName).ShouldBe(Stages().Select(stage => stage.FullName), ignoreOrder: true);
    }

    [Fact]
    public async Task A_study_folded_on_from_a_snapshot_is_the_study_folded_from_its_first_event()
    {
        for (var seed = 1UL; seed <= 6; seed++)
        {
            File.Delete(Folder().FileOf(WanderingStudy.Id));
            var study = new WanderingStudy(seed);
            for (var rounds = 0; rounds < 8; rounds++)
            {
                var early = await new TrialViews(study.Journal).StudyAsync(WanderingStudy.Id, Stop);
                await study.GoAsync(250, Stop);
                if (early is not null)
                {
                    await Folder().WriteAsync(early, Stop);
                }

                var reading = new CountingJournal(study.Journal);
                var went = await new TrialViews(reading, Folder()).StudyAsync(WanderingStudy.Id, Stop);

                Likeness.Difference(await new TrialViews(study.Journal).StudyAsync(WanderingStudy.Id, Stop), went).ShouldBeNull($"seed {seed}, round {rounds}");
                reading.Events.ShouldBe(went!.Head.Position - (early?.Head.Position ?? 0) + (early is null ? 0 : 1));
            }
        }

        unusable.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_long_study_is_read_back_whatever_part_of_it_comes_first()
    {
        await using var world = await new TrialWorld().BeginAsync();
        for (var number = 1; number <= 1100; number++)
        {
            await TrialWorld.DoneAsync(world.AskAsync(new ScreenParticipant(TrialSamples.Participant(number), TrialSamples.Heidelberg, "BPD", TrialSamples.Recorded(("gender", "F")))));
        }

        var view = (await new TrialViews(world.Journal).StudyAsync(world.Spec.Id, Stop))!;
        await Folder().WriteAsync(view, Stop);

        Likeness.Difference(view, await Folder().ReadAsync(world.Spec.Id, Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task A_snapshot_of_another_history_is_not_used_and_that_is_told()
    {
        var (one, other) = (await WanderedAsync(1), await WanderedAsync(2));
        await Folder().WriteAsync(one.View, Stop);

        Likeness.Difference(other.View, await new TrialViews(other.Journal, Folder()).StudyAsync(WanderingStudy.Id, Stop)).ShouldBeNull();
        unusable.ShouldHaveSingleItem().ShouldContain("the journal does not have position");
    }

    [Fact]
    public async Task A_snapshot_that_is_further_than_a_restored_journal_is_not_used()
    {
        var whole = await WanderedAsync(1);
        await Folder().WriteAsync(whole.View, Stop);
        var shorter = new InMemoryJournal();
        foreach (var entry in await whole.Journal.ReadAllAsync(WanderingStudy.Id.Value, 0, 20, Stop))
        {
            await shorter.AppendAsync(
                new AppendRequest(entry.Study, entry.CommandId, new byte[32], entry.Actor, entry.Utc, [new StreamVersion(entry.Stream, entry.Version - 1)], [new NewEvent(entry.Stream, entry.Type, entry.SchemaVersion, entry.Body)], [], new byte[1]),
                Stop);
        }

        (await new TrialViews(shorter, Folder()).StudyAsync(WanderingStudy.Id, Stop))!.Head.Position.ShouldBe(20);
        unusable.ShouldHaveSingleItem().ShouldContain("the journal does not have position");
    }

    [Fact]
    public async Task A_damaged_snapshot_is_never_believed_whichever_byte_it_is_and_wherever_it_is_cut_off()
    {
        var (_, view) = await WanderedAsync(3);
        await Folder().WriteAsync(view, Stop);
        var file = Folder().FileOf(WanderingStudy.Id);
        var sound = await File.ReadAllBytesAsync(file, Stop);
        for (var at = 0; at < sound.Length; at += 7)
        {
            byte[] changed = [.. sound];
            changed[at] ^= 0x10;
            await File.WriteAllBytesAsync(file, changed, Stop);
            (await Folder().ReadAsync(WanderingStudy.Id, Stop)).ShouldBeNull($"byte {at} of {sound.Length}");
            await File.WriteAllBytesAsync(file, sound[..at], Stop);
            (await Folder().ReadAsync(WanderingStudy.Id, Stop)).ShouldBeNull($"cut off at {at} of {sound.Length}");
        }

        unusable.Count.ShouldBe(2 * ((sound.Length + 6) / 7));
        await File.WriteAllBytesAsync(file, sound, Stop);
        Likeness.Difference(view, await Folder().ReadAsync(WanderingStudy.Id, Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task A_snapshot_of_another_build_is_not_used_for_that_build_may_have_folded_otherwise()
    {
        var (journal, view) = await WanderedAsync(4);
        await Folder().WriteAsync(view, Stop);
        var file = Folder().FileOf(WanderingStudy.Id);
        var bytes = await File.ReadAllBytesAsync(file, Stop);
        var length = BinaryPrimitives.ReadInt32BigEndian(bytes);
        var title = Encoding.UTF8.GetString(bytes, JsonStart, length);
        var module = typeof(StudyView).Assembly.ManifestModule.ModuleVersionId.ToString("N");
        title.ShouldContain(module);
        var otherBuild = Encoding.UTF8.GetBytes(title.Replace(module, new string('0', module.Length), StringComparison.Ordinal));
        otherBuild.CopyTo(bytes, JsonStart);
        SHA256.HashData(otherBuild).CopyTo(bytes, HashStart);
        await File.WriteAllBytesAsync(file, bytes, Stop);

        Likeness.Difference(view, await new TrialViews(journal, Folder()).StudyAsync(WanderingStudy.Id, Stop)).ShouldBeNull();
        unusable.ShouldHaveSingleItem().ShouldContain("another build wrote it");
    }

    [Fact]
    public async Task A_snapshot_is_due_after_some_events_and_of_a_long_journal_after_an_eighth()
    {
        var (journal, view) = await WanderedAsync(5);
        view.Head.Position.ShouldBeGreaterThan(80);
        var snapshots = Folder(leastEvents: 10);
        StudyView At(long position) => view with { Head = view.Head with { Position = position } };

        snapshots.IsDue(At(9)).ShouldBeFalse();
        snapshots.IsDue(At(10)).ShouldBeTrue();
        await snapshots.WriteAsync(At(40), Stop);
        snapshots.IsDue(At(49)).ShouldBeFalse();
        snapshots.IsDue(At(50)).ShouldBeTrue();
        await snapshots.WriteAsync(At(160), Stop);
        snapshots.IsDue(At(179)).ShouldBeFalse();
        snapshots.IsDue(At(180)).ShouldBeTrue();

        // What was read counts like what was written, once the journal bears it out.
        await snapshots.WriteAsync(view, Stop);
        var later = Folder(leastEvents: 10);
        later.IsDue(view).ShouldBeTrue();
        await new TrialViews(journal, later).StudyAsync(WanderingStudy.Id, Stop);
        later.IsDue(view).ShouldBeFalse();
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_written_leaves_the_one_before_it()
    {
        var (_, view) = await WanderedAsync(6);
        await Folder().WriteAsync(view, Stop);
        Directory.CreateDirectory($"{Folder().FileOf(WanderingStudy.Id)}.unfinished");

        await Should.ThrowAsync<UnauthorizedAccessException>(() => Folder().WriteAsync(view with { Milestones = [] }, Stop));

        Likeness.Difference(view, await Folder().ReadAsync(WanderingStudy.Id, Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task A_write_that_is_broken_off_leaves_nothing_of_itself()
    {
        var (_, view) = await WanderedAsync(6);
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => Folder().WriteAsync(view, stopped.Token));

        folder.EnumerateFileSystemInfos().ShouldBeEmpty();
    }

    [Fact]
    public async Task Snapshots_may_be_deleted_at_any_time_and_are_then_due_again()
    {
        var (_, view) = await WanderedAsync(7);
        var snapshots = new SnapshotFolder(Path.Combine(folder.FullName, "deleted"), leastEvents: 1);
        await snapshots.WriteAsync(view, Stop);
        snapshots.IsDue(view).ShouldBeFalse();

        Directory.Delete(Path.GetDirectoryName(snapshots.FileOf(view.Id))!, recursive: true);

        snapshots.IsDue(view).ShouldBeTrue();
        await snapshots.WriteAsync(view, Stop);
        Likeness.Difference(view, await snapshots.ReadAsync(view.Id, Stop)).ShouldBeNull();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.GetDirectoryName(snapshots.FileOf(view.Id))!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static IEnumerable<Type> Stages() => new[] { typeof(StudyState), typeof(SiteState.Existing), typeof(ParticipantState.Existing) }
        .SelectMany(stage => typeof(TrialEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(stage) && !type.IsAbstract));

    private static async Task<(IJournal Journal, StudyView View)> WanderedAsync(ulong seed)
    {
        var study = new WanderingStudy(seed);
        await study.GoAsync(1500, Stop);
        return (study.Journal, (await new TrialViews(study.Journal).StudyAsync(WanderingStudy.Id, Stop))!);
    }

    private SnapshotFolder Folder(int leastEvents = 1) => new(folder.FullName, leastEvents, (study, why) => unusable.Add($"{study}: {why}"));

    /// <summary>Counts the events that are read.</summary>
    private sealed class CountingJournal(IJournal journal) : DelegatingJournal(journal, owns: false)
    {
        private long events;

        public long Events => Interlocked.Read(ref events);

        public override async ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(string study, long afterPosition, int take, CancellationToken cancellationToken = default)
        {
            var entries = await base.ReadAllAsync(study, afterPosition, take, cancellationToken);
            Interlocked.Add(ref events, entries.Count);
            return entries;
        }
    }
}
