using System.Collections.Immutable;
using System.Globalization;
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
    private readonly Dictionary<string, Trail> trails = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Participant, string Visit)> promised = new(StringComparer.Ordinal);
    private readonly HashSet<string> counted = new(StringComparer.Ordinal);
    private readonly HashSet<string> lockSigners = new(StringComparer.Ordinal);
    private readonly HashSet<string> unblindingSigners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SiteKits> sites = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Site, string[] Kits)> releases = new(StringComparer.Ordinal);
    private readonly List<string> stages = [];
    private readonly CustodianApprovals custodians = new();
    private readonly PublishedCommitment published;
    private readonly RevealedSecret revealed;
    private SpecFacts? spec;
    private ProcedureDefinition? procedure;
    private KitCatalogue? catalogue;
    private KitChoice? choice;
    private SlotArms? arms;
    private DrawnFactors? drawn;
    private (string Stream, int Period)? owed;
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
                difference = verifier.Owed(entry) ?? verifier.Visit(entry, body.RootElement);
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
        "StudyActivated" => Stage(entry),
        "CustodiansAppointed" => stages is ["StudyRegistered"] ? custodians.Appointed(body) : "custodians are appointed out of order",
        "CustodianApproved" => stages is [.., "DatabaseLocked" or "UnblindingAuthorized"] ? custodians.Approved(published.Study, published.Commitment, body) : "a custodian approved out of order",
        "DatabaseLocked" => Stage(entry) ?? Locked(entry),
        "UnblindingAuthorized" => Stage(entry) ?? TwoPersons(unblindingSigners, "the unblinding"),
        "StudyUnblinded" => Stage(entry) ?? custodians.Missing ?? Unblinded(body),
        "DatabaseLockSigned" => Signed(lockSigners, entry, body),
        "UnblindingSigned" => ReadBack(body) ?? Signed(unblindingSigners, entry, body),
        "LotReleased" => Released(body),
        "KitsReceived" => Received(entry, body),
        "ParticipantScreened" => TrailOf(entry).Screened(Text(body, "site")),
        "ConsentRecorded" => TrailOf(entry).Consented(),
        "QuestionnaireScored" => TrailOf(entry).Scored(body),
        "InterviewCoded" or "PrototypesRated" => TrailOf(entry).Categorized(body),
        "EligibilityConfirmed" => TrailOf(entry).Eligible(StratumKey(body.GetProperty("stratum")), Levels(body), spec!),
        "FactorLevelAllocated" => LevelDrawn(body),
        "SlotAllocated" => Allocated(body),
        "ParticipantRandomized" => Randomized(entry, body),
        "RandomizationCounted" => counted.Add(Text(body, "participant")) ? null : $"participant {Text(body, "participant")} is counted twice",
        "VisitKitAssigned" => KitFits(entry, body, armByParticipant.GetValueOrDefault(NameIn(entry.Stream), -1)),
        "KitAssigned" => Taken(entry, body),
        "VisitDispensed" => Given(entry, body),
        "PeriodDosed" => Dosed(entry, body),
        "KitDispensed" => Dispensed(body),
        "KitDamaged" => Lost(entry, body),
        "RecruitmentClosed" or "SiteOpened" or "SiteSuspended" or "SiteResumed" or "SiteClosed" or "KitReturned" or "ParticipantExcluded" or "ParticipantWithdrawn"
            or "ParticipantCompleted" or "RandomizedInErrorRecorded" or "MisstratificationRecorded" or "EmergencyUnblindingRequested" or "PackagingListIssued" => null,
        _ => $"{entry.Type} is not an event that this verifier knows",
    };

    // The stages of a study come once each and in this order; between the last two nothing may be allocated.
    private string? Stage(JournalEntry entry)
    {
        string[] order = ["StudyRegistered", "StudySealed", "StudyActivated", "DatabaseLocked", "UnblindingAuthorized", "StudyUnblinded"];
        stages.Add(entry.Type);
        return stages.SequenceEqual(order.Take(stages.Count)) ? null : $"{entry.Type} comes out of order";
    }

    private string? Locked(JournalEntry entry)
    {
        custodians.Locked(entry);
        return TwoPersons(lockSigners, "the lock");
    }

    private static string? TwoPersons(HashSet<string> signers, string what) => signers.Count >= 2 ? null : $"{what} is not signed by two different persons";

    private static string? Signed(HashSet<string> signers, JournalEntry entry, JsonElement body)
    {
        signers.Add(Text(body, "person"));
        return Text(body, "person") == entry.Actor ? null : $"{Text(body, "person")}'s signature was given by {entry.Actor}";
    }

    private string? ReadBack(JsonElement body) => spec!.Labels.All(arm => body.GetProperty("readBack").TryGetProperty(arm.Key, out var read) && read.GetString()!.Trim() == arm.Value)
        ? null
        : "the labels read back are not the spec's";

    private string? Registered(JsonElement body)
    {
        var specJson = Text(body, "specJson");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(specJson));
        spec = SpecFacts.Parse(specJson);
        var procedureHash = ProcedureCommitment.Compute(revealed.Procedure, Convert.FromHexString(revealed.ProcedureSalt));
        using var node = JsonDocument.Parse(revealed.Procedure);
        var levels = spec.DrawnLevels.ToDictionary(factor => factor.Key, factor => AllocationRatio.Create(factor.Value.Select(level => (level, 1))));
        TrialProcedures.TryRead(node.RootElement, spec.Ratio, levels, out var procedures);
        procedure = procedures?.Arms;
        var secret = TrialSecret.Create(Convert.FromHexString(revealed.Secret));
        catalogue = new KitCatalogue(secret, hash, spec.Contents.Ratio, spec.KitDigits, spec.KitSets);
        choice = new KitChoice(catalogue, secret, hash);
        arms = procedure is null ? null : new SlotArms(secret, hash, procedure, spec.Ratio);
        drawn = procedures is null ? null : new DrawnFactors(procedures.Factors.ToDictionary(
            factor => factor.Key, factor => (factor.Value, spec.DrawnLevels[factor.Key], new SlotArms(secret, hash, factor.Value, levels[factor.Key]))));
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
        kits.AddRange(derived.Select(kit => new DerivedKit(kit, spec!.Contents.Ratio.Arms[catalogue.ArmOf(kit)!.Value].Name)));
        return null;
    }

    private string? Received(JournalEntry entry, JsonElement body)
    {
        var lot = Text(body, "lot");
        if (!releases.TryGetValue(lot, out var release) || release.Site != NameIn(entry.Stream) || !release.Kits.SequenceEqual(Texts(body, "kits")))
        {
            return $"lot {lot} was not released to this site as received";
        }

        return KitsAt(entry).Receive(lot, Text(body, "expiry"), body.GetProperty("sets").GetInt32(), release.Kits) ? null : $"lot {lot} is received twice";
    }

    private string? Allocated(JsonElement body)
    {
        var scope = Text(body.GetProperty("slot"), "scope");
        var sequence = body.GetProperty("slot").GetProperty("sequence").GetInt32();
        var participant = Text(body, "participant");
        var levels = Levels(body);
        if (!scopes.TryGetValue(scope, out var replay))
        {
            scopes[scope] = replay = arms!.Open(scope);
        }

        if (stages.LastOrDefault() != "StudyActivated")
        {
            return $"participant {participant} is randomized outside recruitment";
        }

        if (drawn!.Difference(participant, levels) is { } difference)
        {
            return difference;
        }

        if (trails.GetValueOrDefault(participant)?.Stratum != StratumKey(body.GetProperty("stratum"), spec!.DrawnLevels))
        {
            return $"participant {participant} is randomized in a stratum that was not confirmed";
        }

        if (sequence != replay.SlotsDrawn + 1)
        {
            return $"slot {scope}#{sequence} follows slot {replay.SlotsDrawn}";
        }

        if (sequence > procedure!.Length)
        {
            return $"slot {scope}#{sequence} lies beyond the {procedure.Length} places of its list";
        }

        if (!procedure.Factors.TryProfile(levels, out var profile, out var error))
        {
            return $"slot {scope}#{sequence}: {error}";
        }

        var arm = replay.Next(profile);
        slots[$"{scope}#{sequence}"] = (participant, StratumKey(body.GetProperty("stratum")), arm);
        return armByParticipant.TryAdd(participant, arm) ? null : $"participant {participant} is randomized twice";
    }

    private string? LevelDrawn(JsonElement body)
    {
        var slot = body.GetProperty("slot");
        var participant = Text(body, "participant");
        return stages.LastOrDefault() != "StudyActivated"
            ? $"a level is drawn for participant {participant} outside recruitment"
            : drawn!.Draw(Text(slot, "scope"), slot.GetProperty("sequence").GetInt32(), participant, Levels(body), Text(body, "level"));
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
        return KitFits(entry, body, allocated.Arm);
    }

    // The kit must be of the lot that is open, and the one that the secret order gives among the lot's kits in stock.
    private string? KitFits(JournalEntry entry, JsonElement body, int arm)
    {
        var (lot, kit) = (Text(body, "lot"), Text(body, "kit"));
        TrailOf(entry).KitByVisit[Text(body, "visit")] = kit;
        promised[kit] = (NameIn(entry.Stream), Text(body, "visit"));
        if (!releases.TryGetValue(lot, out var release))
        {
            return $"kit {kit} is of lot {lot}, which was never released";
        }

        var held = sites.GetValueOrDefault(release.Site) ?? new SiteKits();

        // A command may be a moment older than its entry, whose time never runs backwards: at midnight the day before counts as well.
        var day = LocalDay(release.Site, entry.Utc);
        if (held.OpenLot(spec!, catalogue!, day) != lot && held.OpenLot(spec!, catalogue!, day.AddDays(-1)) != lot)
        {
            return $"kit {kit} is of lot {lot} where lot {held.OpenLot(spec!, catalogue!, day) ?? "none"} is open";
        }

        var stock = held.AvailableIn(lot);
        var derived = choice!.Choose(stock, spec!.Contents.IndexOf(arm, Text(body, "visit")));
        return derived == kit ? null : $"kit {kit} was given where {derived ?? "no kit"} is derived";
    }

    private string? Taken(JournalEntry entry, JsonElement body)
    {
        var kit = Text(body, "kit");
        return !promised.Remove(kit, out var holder) || holder != (Text(body, "participant"), Text(body, "visit")) ? $"kit {kit} is assigned otherwise than to its participant"
            : !KitsAt(entry).Take(kit) ? $"kit {kit} is assigned but not in stock"
            : null;
    }

    // A dose of a cross-over is written down with its period and day, from which the washout is counted.
    private string? Given(JournalEntry entry, JsonElement body)
    {
        var (visit, kit) = (Text(body, "visit"), Text(body, "kit"));
        owed = spec!.Contents.PeriodOf(visit) is { } period ? (entry.Stream, period) : null;
        return TrailOf(entry).KitByVisit.Any(held => held.Value == kit && spec.Contents.MayGive(held.Key, visit))
            ? null
            : $"participant {NameIn(entry.Stream)} was given kit {kit} at {visit}, for which it was never assigned to them";
    }

    private string? Owed(JournalEntry entry) => owed is { } dose && (entry.Type != "PeriodDosed" || entry.Stream != dose.Stream)
        ? $"a dose of period {dose.Period} before this is without its day"
        : null;

    // The day is the site's; a command may be a moment older than its entry, see KitFits.
    private string? Dosed(JournalEntry entry, JsonElement body)
    {
        var (period, day) = (body.GetProperty("period").GetInt32(), DateOnly.Parse(Text(body, "day"), CultureInfo.InvariantCulture));
        var (expected, today) = (owed?.Period, LocalDay(TrailOf(entry).Site, entry.Utc));
        owed = null;
        return period != expected ? $"a dose of period {period} is written down where one of period {expected?.ToString(CultureInfo.InvariantCulture) ?? "none"} was given"
            : day != today && day != today.AddDays(-1) ? $"a dose given on {today:yyyy-MM-dd} is written down for {day:yyyy-MM-dd}"
            : TrailOf(entry).Dosed(period, day, spec!.Washout);
    }

    private string? Dispensed(JsonElement body) =>
        trails.GetValueOrDefault(Text(body, "participant"))?.KitByVisit.GetValueOrDefault(Text(body, "visit")) == Text(body, "kit")
            ? null
            : $"kit {Text(body, "kit")} is handed out otherwise than to its participant";

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

    private string? Ending() => owed is { } dose ? $"the last dose, of period {dose.Period}, is without its day" :
        stages is not [.., "StudyUnblinded"] ? "the study is not unblinded"
        : allocations.Count != slots.Count ? "a slot was allocated but nobody was randomized to it"
        : promised.Count > 0 ? $"kit {promised.Keys.First()} was promised but never taken from stock"
        : counted.Count != allocations.Count ? "not every randomization is counted at its site"
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

    private Trail TrailOf(JournalEntry entry)
    {
        var participant = NameIn(entry.Stream);
        if (!trails.TryGetValue(participant, out var trail))
        {
            trails[participant] = trail = new Trail();
        }

        return trail;
    }

    private DateOnly LocalDay(string site, DateTimeOffset utc) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(utc, TimeZoneInfo.FindSystemTimeZoneById(spec!.TimeZones[site])).Date);

    private static Dictionary<string, string> Levels(JsonElement body) =>
        body.GetProperty("stratum").GetProperty("levels").EnumerateArray().ToDictionary(level => Text(level, "factor"), level => Text(level, "level"));

    private string ArmKey(int arm) => spec!.Ratio.Arms[arm].Name;

    private static string NameIn(string stream) => stream[(stream.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static string StratumKey(JsonElement stratum, IReadOnlyDictionary<string, IReadOnlyList<string>>? without = null) => string.Join('|', stratum.GetProperty("levels").EnumerateArray()
        .Where(level => without?.ContainsKey(Text(level, "factor")) != true)
        .Select(level => $"{Text(level, "factor")}={Text(level, "level")}").Prepend($"cohort={Text(stratum, "cohort")}"));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new JsonException($"{name} is null.");

    private static string[] Texts(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
