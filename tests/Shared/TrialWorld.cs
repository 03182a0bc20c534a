using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Grains.InProcess;
using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Vault;
using OxyTrial.Vault.Custody;
using OxyTrial.Vault.Keys;

namespace OxyTrial.Samples;

/// <summary>A whole small trial over a journal, with the real vault in a temporary folder. Secret bytes follow from a seed.</summary>
internal sealed class TrialWorld : IAsyncDisposable
{
    public const string TwosAndFours = """{"method":"permuted-block","factors":{"gender":["F","M"]},"sizes":[2,4]}""";
    public static readonly DateTimeOffset Start = new(2030, 1, 15, 9, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("oxytrial-world-");
    private readonly bool ownsJournal;
    private readonly Func<IJournal, TrialVault, ITrialHost> hosts;
    private readonly DateTimeOffset now;
    private int commands;

    public TrialWorld(
        IJournal? journal = null, StudySpec? spec = null, string procedure = TwosAndFours, string seed = "seed", int[]? relabeling = null,
        Func<IJournal, TrialVault, ITrialHost>? hosts = null, DateTimeOffset? now = null)
    {
        this.now = now ?? Start;
        ownsJournal = journal is null;
        Journal = journal ?? new InMemoryJournal();
        Spec = spec ?? TrialSamples.Spec();
        Procedure = procedure;
        Vault = new TrialVault(Options, Journal, new VaultSeams(BytesOf(seed), relabeling));
        this.hosts = hosts ?? ((over, vault) => new InProcessTrialHost(over, vault));
        Host = NewHost();
    }

    public IJournal Journal { get; }

    public StudySpec Spec { get; }

    public string Procedure { get; }

    public TrialVault Vault { get; }

    public ITrialHost Host { get; }

    public string KeyFile => Path.Combine(folder.FullName, "key", "kek");

    public VaultOptions Options => new(Path.Combine(folder.FullName, "vault"), new KeySource.InFile(KeyFile));

    /// <summary>A host with caches of its own: another node over the same journal.</summary>
    public ITrialHost NewHost(IJournal? over = null) => hosts(over ?? Journal, Vault);

    /// <summary>Secret bytes by seed and purpose, never the same twice for one purpose.</summary>
    public static Func<string, int, byte[]> BytesOf(string seed)
    {
        var made = 0;
        return (purpose, count) => SHA512.HashData(Encoding.UTF8.GetBytes($"{seed}/{purpose}/{(purpose == "nonce" ? made++ : 0)}"))[..count];
    }

    public CommandContext Command(string? id = null, string actor = "ada") =>
        new(id ?? string.Create(CultureInfo.InvariantCulture, $"c-{Interlocked.Increment(ref commands)}"), actor, now);

    public async Task<TrialWorld> RegisterAsync()
    {
        await DoneAsync(AskAsync(new RegisterStudy(Spec, Vault.KeepProcedure(Spec.Id, Procedure))));
        return this;
    }

    /// <summary>A study that recruits, with both sites open.</summary>
    public async Task<TrialWorld> BeginAsync(CustodianPanel? custodians = null)
    {
        await RegisterAsync();
        await DoneAsync(AskAsync(new SealStudy(await Vault.SealAsync(Spec.Id, custodians), custodians)));
        await DoneAsync(AskAsync(new ActivateStudy()));
        foreach (var site in Spec.Sites)
        {
            await DoneAsync(AskAsync(new OpenSite(site.Id)));
        }

        return this;
    }

    public async Task<TrialWorld> SupplyAsync(SiteId site, int sets, string lot = "L1")
    {
        await DoneAsync(AskAsync(new ReleaseLot(lot, site, TrialSamples.Expiry, sets)));
        await DoneAsync(AskAsync(new ReceiveLot(site, lot)));
        return this;
    }

    /// <summary>A participant ready to be randomized.</summary>
    public async Task<ParticipantId> EligibleAsync(int number, SiteId? site = null, string gender = "F", string cohort = "BPD")
    {
        var (participant, at) = (TrialSamples.Participant(number), site ?? TrialSamples.Heidelberg);
        await DoneAsync(AskAsync(new ScreenParticipant(participant, at, cohort, TrialSamples.Recorded(("gender", gender)))));
        await DoneAsync(AskAsync(new RecordConsent(participant, at, "2.0")));
        await DoneAsync(AskAsync(new ConfirmEligibility(participant, at, [.. Spec.Eligibility.Select(check => check.Key)])));
        return participant;
    }

    public Task<CommandOutcome> RandomizeAsync(int number, SiteId? site = null, string? id = null, ITrialHost? host = null, string actor = "ada") =>
        (host ?? Host).ExecuteAsync(Spec.Id, new RandomizeParticipant(TrialSamples.Participant(number), site ?? TrialSamples.Heidelberg), Command(id, actor));

    public Task<CommandOutcome> AskAsync(StudyCommand command, string actor = "ada") => Host.ExecuteAsync(Spec.Id, command, Command(actor: actor));

    public Task<CommandOutcome> AskAsync(SiteCommand command) => Host.ExecuteAsync(Spec.Id, command, Command());

    public Task<CommandOutcome> AskAsync(ParticipantCommand command, string? id = null) => Host.ExecuteAsync(Spec.Id, command, Command(id));

    /// <summary>Closed, locked, unblinding authorized by two persons, revealed.</summary>
    public async Task UnblindAsync()
    {
        await AuthorizeAsync();
        await DoneAsync(AskAsync(await Vault.RevealAsync(Spec.Id)));
    }

    /// <summary>Closed and locked by two persons.</summary>
    public async Task LockAsync()
    {
        await DoneAsync(AskAsync(new CloseRecruitment("done")));
        foreach (var person in new[] { "ada", "grace" })
        {
            await DoneAsync(AskAsync(new SignDatabaseLock("approved"), person));
        }
    }

    /// <summary>Locked, and the unblinding signed by two persons.</summary>
    public async Task AuthorizeAsync()
    {
        await LockAsync();
        await SignUnblindingAsync();
    }

    /// <summary>A custodian opens their layers of the present request; the approval is handed in and journaled.</summary>
    public async Task ApproveAsync(CustodianKey custodian)
    {
        var approval = custodian.Approve(await Vault.UnblindingRequestAsync(Spec.Id));
        var accepted = (await Vault.AcceptApprovalAsync(Spec.Id, approval)).Match(command => command, refusal => throw new InvalidOperationException(refusal.Message));
        await DoneAsync(AskAsync(accepted));
    }

    public async Task SignUnblindingAsync()
    {
        var labels = Spec.Arms.ToImmutableSortedDictionary(arm => arm.Key, arm => arm.Label);
        foreach (var person in new[] { "ada", "grace" })
        {
            await DoneAsync(AskAsync(new SignUnblinding(labels), person));
        }
    }

    public static async Task<CommandReply> DoneAsync(Task<CommandOutcome> outcome) => Done(await outcome);

    public static CommandReply Done(CommandOutcome outcome) =>
        outcome.Match(reply => reply, refusal => throw new InvalidOperationException($"refused: {refusal.Code.Number} {refusal.Message}"));

    public async Task<IReadOnlyList<JournalEntry>> EntriesAsync() => await Journal.ReadAllAsync(Spec.Id.Value, 0, int.MaxValue);

    public async ValueTask DisposeAsync()
    {
        if (ownsJournal)
        {
            await Journal.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }
}
