using System.Collections.Immutable;
using System.Globalization;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.TwinTrials.Servers;
using OxyTrial.Vault.Custody;
using OxyTrial.Views;

namespace OxyTrial.TwinTrials.Histories;

/// <summary>What the people of a history know: the spec, the blinded view of the first twin, and what they make up.</summary>
internal sealed class World(string specText, StudySpec spec, ImmutableArray<TwinAccount> accounts, ImmutableArray<CustodianKey> custodians, Draws draws, TimeProvider clock)
{
    private static readonly string[] Reasons = ["nausea", "moved away", "typing error", "dropped", "as planned", "\"quoted\", and <angled>"];

    /// <summary>A public beacon's value, as somebody looked it up.</summary>
    public const string BeaconValue = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5aa5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5";

    private int participants;
    private int lots;

    /// <summary>The spec file as it stands.</summary>
    public string SpecText => specText;

    /// <summary>The spec.</summary>
    public StudySpec Spec => spec;

    /// <summary>Who can sign in.</summary>
    public ImmutableArray<TwinAccount> Accounts => accounts;

    /// <summary>Who must approve the unblinding; empty in a history without custodians.</summary>
    public ImmutableArray<CustodianKey> Custodians => custodians;

    /// <summary>The approval that a custodian sent last; no approval at all before.</summary>
    public string Approval { get; set; } = "no approval";

    /// <summary>Emergency codes that were read in a pack, true ones and others.</summary>
    public ImmutableArray<string> Codes { get; set; } = [];

    /// <summary>What the history draws.</summary>
    public Draws Draws => draws;

    /// <summary>The study as of the last step; null before it is registered.</summary>
    public StudyView? View { get; set; }

    /// <summary>Whether the trial is to come to its end.</summary>
    public bool Ending { get; set; }

    /// <summary>Now.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Participants in order.</summary>
    public IReadOnlyList<string> ParticipantIds => [.. View?.Participants.Keys ?? []];

    /// <summary>Kits at the sites, those that somebody holds first.</summary>
    public IReadOnlyList<string> KitNumbers =>
    [
        .. from site in View?.Sites.Values ?? []
           from kit in site.Stock.Kits
           orderby kit.Value.Status == KitStatus.Available descending, kit.Key.Value
           select kit.Key.Value,
    ];

    /// <summary>Released lots in order of name.</summary>
    public IReadOnlyList<string> LotNames => [.. (View?.Study as StudyState.Existing)?.Facts.Lots.Keys ?? []];

    /// <summary>A participant identifier not used before.</summary>
    public string NewParticipant() => draws.Chance(95) || participants == 0
        ? string.Create(CultureInfo.InvariantCulture, $"P-{++participants:000}")
        : string.Create(CultureInfo.InvariantCulture, $"P-{participants:000}");

    /// <summary>A lot name not used before.</summary>
    public string NewLot() => draws.Chance(95) || lots == 0
        ? string.Create(CultureInfo.InvariantCulture, $"LOT-{++lots}")
        : string.Create(CultureInfo.InvariantCulture, $"LOT-{lots}");

    /// <summary>A last day of use: soon, late, or past.</summary>
    public string Expiry() => Now.UtcDateTime.AddDays(draws.One([-1, 12, 40, 150, 400])).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A participant, known or not.</summary>
    public string SomeParticipant() => draws.One([.. ParticipantIds.DefaultIfEmpty("NOBODY")]);

    /// <summary>What a receipt would be of: the participant's site, a kit in stock there, and the visit that lacks one; something wrong now and then.</summary>
    public (string Kit, string Visit) Receipt(string participant)
    {
        var line = View?.Participants.GetValueOrDefault(participant);
        var free = line is null ? [] : StateOf(line.State.Baseline.Site).Stock.Kits.Where(kit => kit.Value.Status == KitStatus.Available).Select(kit => kit.Key.Value).Order(StringComparer.Ordinal).ToArray();
        var visit = spec.Visits.FirstOrDefault(candidate => candidate.Kit == VisitKit.New && line?.Enrollment?.Visits.ContainsKey(candidate.Key) != true)?.Key ?? spec.Visits[0].Key;
        return (free.Length > 0 && draws.Chance(90) ? draws.One(free) : SomeKit(), visit);
    }

    /// <summary>How many receipts of a site were entered, mostly counted right.</summary>
    public int Counted(SiteId site) => draws.Chance(90) ? (View?.Study as StudyState.Existing)?.Facts.Quarantine?.ReceiptsOf(site) ?? 0 : 7;

    /// <summary>Kit numbers of the set that is released next, as a packing list would have them.</summary>
    public ImmutableArray<string> NextSet { get; set; } = [];

    /// <summary>A kit at the sites, or a number that is none of them.</summary>
    public string SomeKit() => draws.One([.. KitNumbers.DefaultIfEmpty("12340")]);

    /// <summary>Some words.</summary>
    public string Words() => draws.One(Reasons);

    /// <summary>The password, mostly.</summary>
    public string Password() => draws.Chance(85) ? TwinAccounts.Password : "wrong";

    /// <summary>A code as somebody remembers it: one of a pack, none, or nobody's.</summary>
    public string Code() => draws.One([.. Codes, string.Empty, "0000-0000"]);

    /// <summary>A site's state.</summary>
    public SiteState StateOf(SiteId site) => View!.SiteOf(site);
}
