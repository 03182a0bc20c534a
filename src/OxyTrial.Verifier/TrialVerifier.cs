using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OxyTrial.Journal;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Derivation;

namespace OxyTrial.Verifier;

/// <summary>
/// Re-derives every allocation and every kit of a finished trial from what anyone may hold after the reveal: the published
/// commitment, the journal (its chain already checked), and the revealed secret. Knows randomization and the journal's format, and
/// no code of the system that ran the trial.
/// </summary>
public sealed class TrialVerifier
{
    private readonly ImmutableArray<DerivedAllocation>.Builder allocations = ImmutableArray.CreateBuilder<DerivedAllocation>();
    private readonly ImmutableArray<DerivedKit>.Builder kits = ImmutableArray.CreateBuilder<DerivedKit>();
    private readonly Dictionary<string, ScopeReplay> scopes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Participant, string Stratum, int Arm)> slots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> armByParticipant = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SiteKits> sites = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Site, string[] Kits)> releases = new(StringComparer.Ordinal);
    private readonly List<string> stages = [];
    private readonly PublishedCommitment published;
    private readonly RevealedSecret revealed;
    private SpecFacts? spec;
    private ProcedureDefinition? procedure;
    private KitCatalogue? catalogue;
    private KitChoice? choice;
    private SlotArms? arms;
    private int nextSet;

    private TrialVerifier(PublishedCommitment published, RevealedSecret revealed) => (this.published, this.revealed) = (published, revealed);

    /// <summary>Verifies a journal, up to the first thing that differs.</summary>
    /// <param name="entries">All entries of the study, their chain checked.</param>
    /// <param name="published">The commitment as published.</param>
    /// <param name="revealed">The secret as revealed.</param>
    public static Verdict Verify(IEnumerable<JournalEntry> entries, PublishedCommitment published, RevealedSecret revealed)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var verifier = new TrialVerifier(published, revealed);
        foreach (var entry in entries)
        {
            string? difference;
            try
            {
                using var body = JsonDocument.Parse(entry.Body);
                difference = verifier.Visit(entry, body.RootElement);
            }
            catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
            {
                difference = $"{entry.Type} cannot be read: {malformed.Message}";
            }

            if (difference is not null)
            {
                return new Verdict.Differs($"journal position {entry.Position}", difference);
            }
        }

        return verifier.Ending() is { } missing
            ? new Verdict.Differs("end of the journal", missing)
            : new Verdict.Verified(verifier.allocations.ToImmutable(), verifier.kits.ToImmutable());
    }

    private string? Visit(JournalEntry entry, JsonElement body) => entry.Type switch
    {
        "StudyRegistered" => Stage(entry) ?? Registered(body),
        "StudySealed" => Stage(entry) ?? Sealed(body),
        "StudyActivated" or "DatabaseLocked" or "UnblindingAuthorized" => Stage(entry),
        "StudyUnblinded" => Stage(entry) ?? Unblinded(body),
        "LotReleased" => Released(body),
        "KitsReceived" => Received(entry, body),
        "SlotAllocated" => Allocated(entry, body),
        "ParticipantRandomized" => Randomized(entry, body),
        "VisitKitAssigned" => KitFits(body, armByParticipant.GetValueOrDefault(NameIn(entry.Stream), -1)),
        "KitAssigned" => Taken(entry, body),
        "KitDamaged" => Lost(entry, body),
        _ => null,
    };

    // The stages of a study come once each and in this order; between the last two nothing may be allocated.
    private string? Stage(JournalEntry entry)
    {
        string[] order = ["StudyRegistered", "StudySealed", "StudyActivated", "DatabaseLocked", "UnblindingAuthorized", "StudyUnblinded"];
        stages.Add(entry.Type);
        return stages.SequenceEqual(order.Take(stages.Count)) ? null : $"{entry.Type} comes out of order";
    }

    private string? Registered(JsonElement body)
    {
        var specJson = Text(body, "specJson");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(specJson));
        spec = SpecFacts.Parse(specJson);
        var procedureHash = ProcedureCommitment.Compute(revealed.Procedure, Convert.FromHexString(revealed.ProcedureSalt));
        using var node = JsonDocument.Parse(revealed.Procedure);
        procedure = ProcedureDefinition.Read(node.RootElement, spec.Ratio).Definition;
        var secret = TrialSecret.Create(Convert.FromHexString(revealed.Secret));
        catalogue = new KitCatalogue(secret, hash, spec.Ratio, spec.KitDigits, spec.KitSets);
        choice = new KitChoice(catalogue, secret, hash);
        arms = procedure is null ? null : new SlotArms(secret, hash, procedure, spec.Ratio);
        return Hex(hash) != Text(body, "specSha256") ? "the spec's hash is not that of its text"
            : Hex(hash) != published.SpecSha256 ? "the spec is not the one committed to"
            : Hex(procedureHash) != Text(body, "procedureCommitment") ? "the revealed procedure is not the registered one"
            : Hex(procedureHash) != published.ProcedureCommitment ? "the procedure is not the one committed to"
            : procedure is null ? "the revealed procedure cannot be read"
            : null;
    }

    private string? Sealed(JsonElement body)
    {
        var commitment = Hex(Commitment.Compute(
            Convert.FromHexString(published.SpecSha256), Convert.FromHexString(published.ProcedureCommitment), TrialSecret.Create(Convert.FromHexString(revealed.Secret)), Convert.FromHexString(revealed.Salt)));
        return commitment != Text(body, "commitment") ? "the revealed secret is not the one committed to in the journal"
            : commitment != published.Commitment ? "the journal's commitment is not the published one"
            : null;
    }

    private string? Released(JsonElement body)
    {
        var (first, sets) = (body.GetProperty("firstSet").GetInt32(), body.GetProperty("sets").GetInt32());
        var released = Texts(body, "kits");
        if (first != nextSet || first + sets > catalogue!.Sets)
        {
            return $"kit sets {first} to {first + sets - 1} are not the next ones";
        }

        var derived = catalogue.KitsOf(first, sets);
        if (!derived.SequenceEqual(released))
        {
            return $"kit {derived.Zip(released).FirstOrDefault(pair => pair.First != pair.Second).First ?? derived[^1]} of lot {Text(body, "lot")} is not the one derived";
        }

        nextSet += sets;
        releases[Text(body, "lot")] = (Text(body, "site"), released);
        kits.AddRange(derived.Select(kit => new DerivedKit(kit, ArmKey(catalogue.ArmOf(kit)!.Value))));
        return null;
    }

    private string? Received(JournalEntry entry, JsonElement body)
    {
        var lot = Text(body, "lot");
        if (!releases.TryGetValue(lot, out var release) || release.Site != NameIn(entry.Stream) || !release.Kits.SequenceEqual(Texts(body, "kits")))
        {
            return $"lot {lot} was not released to this site as received";
        }

        KitsAt(entry).Receive(lot, release.Kits);
        return null;
    }

    private string? Allocated(JournalEntry entry, JsonElement body)
    {
        var scope = Text(body.GetProperty("slot"), "scope");
        var sequence = body.GetProperty("slot").GetProperty("sequence").GetInt32();
        var participant = Text(body, "participant");
        var levels = body.GetProperty("stratum").GetProperty("levels").EnumerateArray().ToDictionary(level => Text(level, "factor"), level => Text(level, "level"));
        if (!scopes.TryGetValue(scope, out var replay))
        {
            scopes[scope] = replay = arms!.Open(scope);
        }

        if (stages.LastOrDefault() != "StudyActivated")
        {
            return $"participant {participant} is randomized outside recruitment";
        }

        if (sequence != replay.SlotsDrawn + 1)
        {
            return $"slot {scope}#{sequence} follows slot {replay.SlotsDrawn}";
        }

        if (!procedure!.Factors.TryProfile(levels, out var profile, out var error))
        {
            return $"slot {scope}#{sequence}: {error}";
        }

        var arm = replay.Next(profile);
        slots[$"{scope}#{sequence}"] = (participant, StratumKey(body.GetProperty("stratum")), arm);
        return armByParticipant.TryAdd(participant, arm) ? null : $"participant {participant} is randomized twice";
    }

    private string? Randomized(JournalEntry entry, JsonElement body)
    {
        var slot = $"{Text(body.GetProperty("slot"), "scope")}#{body.GetProperty("slot").GetProperty("sequence").GetInt32()}";
        var participant = NameIn(entry.Stream);
        if (!slots.TryGetValue(slot, out var allocated) || allocated.Participant != participant || allocated.Stratum != StratumKey(body.GetProperty("stratum")))
        {
            return $"participant {participant} does not hold slot {slot}";
        }

        allocations.Add(new DerivedAllocation(participant, allocated.Stratum, slot, Text(body, "kit"), ArmKey(allocated.Arm)));
        return KitFits(body, allocated.Arm);
    }

    // The kit must be the one that the secret order gives among the lot's kits in stock.
    private string? KitFits(JsonElement body, int arm)
    {
        var (lot, kit) = (Text(body, "lot"), Text(body, "kit"));
        if (!releases.TryGetValue(lot, out var release))
        {
            return $"kit {kit} is of lot {lot}, which was never released";
        }

        var stock = sites.GetValueOrDefault(release.Site)?.AvailableIn(lot) ?? new HashSet<string>();
        var derived = choice!.Choose(stock, arm);
        return derived == kit ? null : $"kit {kit} was given where {derived ?? "no kit"} is derived";
    }

    private string? Taken(JournalEntry entry, JsonElement body) =>
        KitsAt(entry).Take(Text(body, "kit")) ? null : $"kit {Text(body, "kit")} is assigned but not in stock";

    private string? Lost(JournalEntry entry, JsonElement body)
    {
        // A kit damaged after it was assigned has left the stock already.
        KitsAt(entry).Take(Text(body, "kit"));
        return null;
    }

    private string? Unblinded(JsonElement body) =>
        Text(body, "secret") == revealed.Secret && Text(body, "salt") == revealed.Salt && Text(body, "procedure") == revealed.Procedure && Text(body, "procedureSalt") == revealed.ProcedureSalt
            ? null
            : "the secret revealed in the journal is another one";

    private string? Ending() =>
        stages is not [.., "StudyUnblinded"] ? "the study is not unblinded"
        : allocations.Count != slots.Count ? "a slot was allocated but nobody was randomized to it"
        : null;

    private SiteKits KitsAt(JournalEntry entry)
    {
        var site = NameIn(entry.Stream);
        if (!sites.TryGetValue(site, out var held))
        {
            sites[site] = held = new SiteKits();
        }

        return held;
    }

    private string ArmKey(int arm) => spec!.Ratio.Arms[arm].Name;

    private static string NameIn(string stream) => stream[(stream.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static string StratumKey(JsonElement stratum) => string.Join('|', stratum.GetProperty("levels").EnumerateArray()
        .Select(level => $"{Text(level, "factor")}={Text(level, "level")}").Prepend($"cohort={Text(stratum, "cohort")}"));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new JsonException($"{name} is null.");

    private static string[] Texts(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
