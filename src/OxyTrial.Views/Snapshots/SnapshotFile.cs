using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Views.Snapshots;

/// <summary>
/// A folded study as a file: parts, each with its length (4 bytes, big-endian) and its SHA-256, of JSON. The first names the build, the
/// journal's head and how many participants follow; the second has everything but the participants; the rest have some hundred of them each,
/// so that they are written and read without a second copy of all, and read by several threads.
/// </summary>
internal static class SnapshotFile
{
    private const int InOnePart = 500;
    private const int PartsAhead = 4;
    private const int MaximumPartBytes = 1 << 30;

    // Folding is this build's own: what another one folded could lack what a page of this one shows.
    private static readonly string Build = string.Join(
        ' ', Assemblies(typeof(SnapshotFile).Assembly).Select(assembly => assembly.ManifestModule.ModuleVersionId.ToString("N")).Order(StringComparer.Ordinal));

    /// <summary>Writes a view.</summary>
    public static async Task WriteAsync(StudyView view, Stream output, CancellationToken cancellation)
    {
        await WritePartAsync(output, new Title(Build, view.Head, view.Participants.Count), cancellation);
        await WritePartAsync(output, new StudyWide(view.Study, view.Sites, view.Milestones, view.CodeBreaks, view.Packs), cancellation);
        foreach (var lines in view.Participants.Values.Chunk(InOnePart))
        {
            await WritePartAsync(output, lines, cancellation);
        }
    }

    /// <summary>Reads a view back; null when it is of another build or another study.</summary>
    /// <exception cref="Exception">The file is damaged, or cut off; of what sort depends on where.</exception>
    public static async Task<StudyView?> ReadAsync(StudyId study, Stream input, CancellationToken cancellation)
    {
        var title = await ReadPart<Title>(await PartAsync(input, cancellation), cancellation);
        if (title.Build != Build || title.Head.Study != study.Value)
        {
            return null;
        }

        var wide = await ReadPart<StudyWide>(await PartAsync(input, cancellation), cancellation);
        return new StudyView
        {
            Id = study,
            Head = title.Head,
            Study = wide.Study,
            Sites = wide.Sites,
            Milestones = wide.Milestones,
            CodeBreaks = wide.CodeBreaks,
            Packs = wide.Packs,
            Participants = await ParticipantsAsync(title.Participants, input, cancellation),
        };
    }

    private static async Task<ImmutableSortedDictionary<string, ParticipantLine>> ParticipantsAsync(int count, Stream input, CancellationToken cancellation)
    {
        var lines = new Dictionary<string, ParticipantLine>(count, StringComparer.Ordinal);
        var reading = new Queue<Task<ParticipantLine[]>>();
        for (var left = count; left > 0 || reading.Count > 0;)
        {
            for (; left > 0 && reading.Count < PartsAhead; left -= InOnePart)
            {
                reading.Enqueue(ReadPart<ParticipantLine[]>(await PartAsync(input, cancellation), cancellation));
            }

            foreach (var line in await reading.Dequeue())
            {
                lines[line.Id.Value] = line;
            }
        }

        return lines.Count == count ? lines.ToImmutableSortedDictionary(StringComparer.Ordinal) : throw new InvalidDataException($"The snapshot has {lines.Count} of {count} participants.");
    }

    private static async Task WritePartAsync<T>(Stream output, T part, CancellationToken cancellation)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(part, SnapshotJson.Options);
        var head = new byte[sizeof(int) + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt32BigEndian(head, json.Length);
        SHA256.HashData(json, head.AsSpan(sizeof(int)));
        await output.WriteAsync(head, cancellation);
        await output.WriteAsync(json, cancellation);
    }

    private static async Task<Part> PartAsync(Stream input, CancellationToken cancellation)
    {
        var head = new byte[sizeof(int) + SHA256.HashSizeInBytes];
        await input.ReadExactlyAsync(head, cancellation);
        var length = BinaryPrimitives.ReadInt32BigEndian(head);
        if (length is < 0 or > MaximumPartBytes)
        {
            throw new InvalidDataException($"A part of the snapshot has a length of {length}.");
        }

        // A length that is damaged does not reserve what the file has not.
        var rented = ArrayPool<byte>.Shared.Rent((int)Math.Min(length, input.Length));
        if (rented.Length < length)
        {
            throw new EndOfStreamException();
        }

        await input.ReadExactlyAsync(rented.AsMemory(0, length), cancellation);
        return new Part(head[sizeof(int)..], rented, length);
    }

    private static Task<T> ReadPart<T>(Part part, CancellationToken cancellation) => Task.Run(
        () =>
        {
            var json = part.Rented.AsSpan(0, part.Length);
            if (!SHA256.HashData(json).AsSpan().SequenceEqual(part.Hash))
            {
                throw new InvalidDataException("A part of the snapshot is not what was written.");
            }

            var read = JsonSerializer.Deserialize<T>(json, SnapshotJson.Options) ?? throw new InvalidDataException("A part of the snapshot is null.");
            ArrayPool<byte>.Shared.Return(part.Rented);
            return read;
        },
        cancellation);

    // The rooms a view is folded by.
    private static HashSet<Assembly> Assemblies(Assembly from)
    {
        var found = new HashSet<Assembly>();
        var waiting = new Queue<Assembly>([from]);
        while (waiting.TryDequeue(out var assembly))
        {
            if (found.Add(assembly))
            {
                foreach (var name in assembly.GetReferencedAssemblies().Where(name => name.Name!.StartsWith("OxyTrial.", StringComparison.Ordinal)))
                {
                    waiting.Enqueue(Assembly.Load(name));
                }
            }
        }

        return found;
    }

    private sealed record Title(string Build, JournalHead Head, int Participants);

    private sealed record StudyWide(
        StudyState Study, ImmutableSortedDictionary<string, SiteState> Sites, ImmutableList<Milestone> Milestones, ImmutableList<CodeBreak> CodeBreaks, ImmutableSortedDictionary<string, PackIssue> Packs);

    private readonly record struct Part(byte[] Hash, byte[] Rented, int Length);
}
