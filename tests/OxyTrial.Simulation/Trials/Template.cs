using System.Collections.Immutable;
using OxyTrial.Journal;
using OxyTrial.Samples;
using OxyTrial.Simulation.Store;
using OxyTrial.Streams;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Trial.StoredFormat;
using OxyTrial.Vault;
using OxyTrial.Vault.Opening;
using OxyTrial.Vault.Sealing;

namespace OxyTrial.Simulation.Trials;

/// <summary>
/// A trial that is set up: sealed, recruiting, two sites with kits, six participants at different stages. It is set up once by the real rooms; each
/// seed begins with a copy of its journal.
/// </summary>
internal sealed class Template
{
    /// <summary>Participants that are eligible, from 1.</summary>
    public const int Eligible = 4;

    /// <summary>All participants, from 1; the last is not even screened.</summary>
    public const int Participants = 7;

    /// <summary>When the simulated part begins: a day after the set-up.</summary>
    public static readonly DateTimeOffset Start = TrialWorld.Start.AddDays(1);

    private static readonly VaultSeams Seams = new(TrialWorld.BytesOf("simulation"), null);
    private readonly StoreTables tables;
    private readonly VaultOptions vault;
    private readonly KeptSecret secret;
    private readonly KeptProcedure procedure;
    private readonly StudyFacts facts;

    private Template(string name, TrialWorld world, StoreTables tables)
    {
        (Name, Spec, this.tables, vault) = (name, world.Spec, tables, world.Options);
        States = StatesOf(tables);
        facts = ((StudyState.Existing)States[Trial.Study.Stream]).Facts;
        var files = new VaultFiles(vault, Seams);
        (secret, procedure) = (files.ReadSecret(Study), files.ReadProcedure(Study, facts.ProcedureCommitment));
        Kits = [.. tables.Events.Select(Happened).OfType<KitsReceived>().SelectMany(received => received.Kits)];
    }

    /// <summary>What it is about.</summary>
    public string Name { get; }

    public StudySpec Spec { get; }

    public StudyId Study => Spec.Id;

    /// <summary>Every stream's state at the end of the set-up.</summary>
    public IReadOnlyDictionary<string, object> States { get; }

    /// <summary>Newest position of the set-up.</summary>
    public long Position => tables.Head.Position;

    /// <summary>Kits at the sites.</summary>
    public ImmutableArray<KitNumber> Kits { get; }

    /// <summary>Where a participant belongs.</summary>
    public static SiteId SiteOf(int participant) => participant % 3 == 0 ? TrialSamples.Ulm : TrialSamples.Heidelberg;

    /// <summary>A copy of the journal's rows.</summary>
    public StoreTables CopyTables() => new(tables);

    /// <summary>A node's vault: the same sealed files, read with a connection of its own.</summary>
    public TrialVault OpenVault(IJournalReader journal) => new(vault, journal, Seams);

    /// <summary>The rule by which kits are given, over a journal at rest: what the model compares with.</summary>
    public StudyAllocator OpenAllocator(IJournalReader journal) => new OpenStudy(facts, secret, procedure, null, journal).Allocator;

    /// <summary>An entry's event.</summary>
    public static TrialEvent Happened(JournalEntry entry) => EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body);

    /// <summary>All templates there are. The folders of their vaults go with the process.</summary>
    public static async Task<ImmutableArray<Template>> SetUpAllAsync() =>
    [
        await SetUpAsync("two lists", TrialSamples.Spec(), TrialWorld.TwosAndFours),
        await SetUpAsync("limit of three over all lists", TrialSamples.Spec().WithCaps(study: 3), TrialWorld.TwosAndFours),
        await SetUpAsync("a factor that is drawn", TrialSamples.TwoByTwo(), TrialSamples.TwoByTwoProcedures),
    ];

    private static async Task<Template> SetUpAsync(string name, StudySpec spec, string procedure)
    {
        var world = new TrialWorld(null, spec, procedure, "simulation");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => world.DisposeAsync().AsTask().GetAwaiter().GetResult();
        await world.BeginAsync();
        await world.SupplyAsync(TrialSamples.Heidelberg, 3);
        await world.SupplyAsync(TrialSamples.Ulm, 2, "L2");
        for (var number = 1; number < Participants; number++)
        {
            var (participant, site) = (TrialSamples.Participant(number), SiteOf(number));
            await TrialWorld.DoneAsync(world.AskAsync(new ScreenParticipant(participant, site, "BPD", TrialSamples.Recorded(("gender", number % 4 < 2 ? "F" : "M")))));
            if (number <= Eligible + 1)
            {
                await TrialWorld.DoneAsync(world.AskAsync(new RecordConsent(participant, site, "2.0")));
            }

            if (number <= Eligible)
            {
                await TrialWorld.DoneAsync(world.AskAsync(new ConfirmEligibility(participant, site, [.. spec.Eligibility.Select(check => check.Key)])));
            }
        }

        return new Template(name, world, await RowsAsync(world));
    }

    private static async Task<StoreTables> RowsAsync(TrialWorld world)
    {
        var tables = new StoreTables(world.Spec.Id.Value);
        foreach (var command in (await world.EntriesAsync()).GroupBy(entry => entry.CommandId))
        {
            var stored = await world.Journal.FindCommandAsync(world.Spec.Id.Value, command.Key);
            tables.Insert(stored!, [.. command], JournalHead.Of(command.Last()));
        }

        return tables;
    }

    private static Dictionary<string, object> StatesOf(StoreTables tables)
    {
        var states = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var entry in tables.Events)
        {
            var kind = StreamKind.Of(entry.Stream);
            states[entry.Stream] = kind.Evolve(states.GetValueOrDefault(entry.Stream, kind.Initial), Happened(entry));
        }

        return states;
    }
}
