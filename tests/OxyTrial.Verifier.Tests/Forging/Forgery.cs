using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OxyTrial.Journal;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Verifier.Bundles;

namespace OxyTrial.Verifier.Tests.Forging;

/// <summary>A bundle in the hands of a forger who can rewrite all of it: events are renumbered, and every hash made consistent.</summary>
public sealed class Forgery
{
    private readonly IReadOnlyDictionary<string, byte[]> original;
    private readonly Lazy<Dictionary<string, string>> contents;

    public Forgery(IReadOnlyDictionary<string, byte[]> files)
    {
        original = files;
        using var journal = new MemoryStream(files[BundleFiles.Journal]);
        var intact = (JournalFileCheck.Intact)JournalFile.CheckAsync(journal).GetAwaiter().GetResult();
        (Study, Events) = (intact.Head.Study, [.. intact.Entries.Select(entry => new ForgedEvent(entry))]);
        Spec = Encoding.UTF8.GetString(files[BundleFiles.Spec]);
        Printed = PublishedCommitment.FromText(Encoding.UTF8.GetString(files[BundleFiles.Commitment]));
        Revealed = RevealedSecret.FromJson(Encoding.UTF8.GetString(files[BundleFiles.RevealedSecret]));
        contents = new(() => ((Verdict.Verified)TrialVerifier.Verify(intact.Entries, Printed, Revealed)).Kits.ToDictionary(kit => kit.Kit, kit => kit.Arm));
    }

    public string Study { get; set; }

    public List<ForgedEvent> Events { get; }

    public string Spec { get; set; }

    public PublishedCommitment Printed { get; set; }

    public RevealedSecret Revealed { get; set; }

    public List<string> Checkpoints { get; } = [];

    /// <summary>Changes the journal's text once it is chained anew: for what is about the chain itself.</summary>
    public Func<string, string>? Damage { get; set; }

    /// <summary>What each released kit contains: the forger has it from the reveal.</summary>
    public IReadOnlyDictionary<string, string> ContentByKit => contents.Value;

    /// <summary>A kit's place in the secret order.</summary>
    public UInt128 RankOf(string kit) => KitOrder.Rank(TrialSecret.Create(Convert.FromHexString(Revealed.Secret)), SHA256.HashData(Encoding.UTF8.GetBytes(Spec)), kit);

    public ForgedEvent First(string type, Func<ForgedEvent, bool>? where = null) => Events.First(e => e.Type == type && where?.Invoke(e) != false);

    public ForgedEvent Last(string type, Func<ForgedEvent, bool>? where = null) => Events.Last(e => e.Type == type && where?.Invoke(e) != false);

    public IEnumerable<ForgedEvent> All(string type) => Events.Where(e => e.Type == type);

    /// <summary>All events of the command that wrote this one.</summary>
    public ForgedEvent[] CommandOf(ForgedEvent one) => [.. Events.Where(e => e.CommandId == one.CommandId)];

    public void Remove(params IEnumerable<ForgedEvent> events)
    {
        foreach (var one in events.ToArray())
        {
            Events.Remove(one);
        }
    }

    /// <summary>Takes events out and puts them in again after another, at its time.</summary>
    public void MoveAfter(ForgedEvent target, params IEnumerable<ForgedEvent> events)
    {
        ForgedEvent[] moved = [.. events];
        Remove(moved);
        InsertAfter(target, moved);
    }

    public void InsertAfter(ForgedEvent target, params IEnumerable<ForgedEvent> events)
    {
        ForgedEvent[] inserted = [.. events];
        foreach (var one in inserted)
        {
            one.Utc = target.Utc;
        }

        // Not into the middle of a command.
        var at = Events.IndexOf(target);
        while (at + 1 < Events.Count && Events[at + 1].CommandId == target.CommandId)
        {
            at++;
        }

        Events.InsertRange(at + 1, inserted);
    }

    /// <summary>Exchanges two texts wherever they stand in events from the first that has one of them on.</summary>
    public void ExchangeEverywhere(string one, string other, Func<ForgedEvent, bool> where)
    {
        foreach (var forged in Events.Where(where))
        {
            var text = forged.Body.ToJsonString();
            forged.Body = JsonNode.Parse(text.Replace($"\"{one}\"", "\"\u0001\"", StringComparison.Ordinal).Replace($"\"{other}\"", $"\"{one}\"", StringComparison.Ordinal).Replace("\"\u0001\"", $"\"{other}\"", StringComparison.Ordinal))!.AsObject();
        }
    }

    /// <summary>Changes spec.json and its registration, and every hash of it.</summary>
    public void ReplaceSpec(string text)
    {
        Spec = text;
        var registered = First("StudyRegistered");
        registered["specJson"] = text;
        registered["specSha256"] = Hex(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Another secret, with a commitment of its own in the journal, and if wished on paper.</summary>
    public void ReplaceSecret(string secret, bool alsoPrinted)
    {
        Revealed = Revealed with { Secret = secret };
        var commitment = Hex(Commitment.Compute(
            Convert.FromHexString(Printed.SpecSha256), Convert.FromHexString(Printed.ProcedureCommitment), TrialSecret.Create(Convert.FromHexString(secret)), Convert.FromHexString(Revealed.Salt)));
        First("StudySealed")["commitment"] = commitment;
        First("StudyUnblinded")["secret"] = secret;
        Printed = alsoPrinted ? Printed with { Commitment = commitment } : Printed;
    }

    public async Task WriteAsync(string path)
    {
        var journal = await JournalTextAsync();
        var files = new Dictionary<string, byte[]>(original)
        {
            [BundleFiles.Journal] = Encoding.UTF8.GetBytes(Damage?.Invoke(journal) ?? journal),
            [BundleFiles.Spec] = Encoding.UTF8.GetBytes(Spec),
            [BundleFiles.Commitment] = Encoding.UTF8.GetBytes(Printed.ToText()),
            [BundleFiles.RevealedSecret] = Encoding.UTF8.GetBytes(Revealed.ToJson()),
        };
        if (Checkpoints.Count > 0)
        {
            files[BundleFiles.Checkpoints] = Encoding.UTF8.GetBytes(string.Join('\n', Checkpoints));
        }

        await using var file = File.Create(path);
        BundleFiles.Write(file, files);
    }

    /// <summary>The fingerprint that a report printed at this event, before anybody forged anything.</summary>
    public static string PrintedAt(ForgedEvent one) => Fingerprint.Of(one.Original.Position, one.Original.Hash).ToString();

    public static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private async Task<string> JournalTextAsync()
    {
        using var text = new MemoryStream();
        await JournalFile.WriteAsync(new ChainedAnew(Study, Chained()), Study, text);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private List<JournalEntry> Chained()
    {
        var (previous, versions, entries) = (JournalHash.Genesis(Study), new Dictionary<string, long>(), new List<JournalEntry>());
        foreach (var one in Events)
        {
            versions[one.Stream] = versions.GetValueOrDefault(one.Stream) + 1 + one.VersionShift;
            var entry = one.Original with
            {
                Study = Study,
                Epoch = one.Epoch,
                Position = entries.Count + 1,
                Stream = one.Stream,
                Version = versions[one.Stream],
                Type = one.Type,
                SchemaVersion = one.SchemaVersion,
                Utc = one.Utc,
                Actor = one.Actor,
                CommandId = one.CommandId,
                Body = one.BodyBytes,
            };
            previous = JournalHash.OfEntry(entry, previous);
            entries.Add(entry with { Hash = previous });
        }

        return entries;
    }
}

/// <summary>The journal that the forger claims to have.</summary>
internal sealed class ChainedAnew(string study, IReadOnlyList<JournalEntry> entries) : IJournalReader
{
    public ValueTask<JournalHead> HeadAsync(string study1, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(entries.Count == 0 ? JournalHead.Empty(study) : JournalHead.Of(entries[^1]));

    public ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(string study1, long afterPosition, int take, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<JournalEntry>>([.. entries.Skip((int)afterPosition).Take(take)]);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(string study1, string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<JournalEntry>>([.. entries.Where(entry => entry.Stream == stream && entry.Version > afterVersion)]);

    public ValueTask<StoredCommand?> FindCommandAsync(string study1, string commandId, CancellationToken cancellationToken = default) => ValueTask.FromResult<StoredCommand?>(null);

    public async ValueTask<IReadOnlyList<JournalHead>> HeadsAsync(CancellationToken cancellationToken = default) => [await HeadAsync(study, cancellationToken)];

    public ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<IReadOnlyList<string>>([study]);
}
