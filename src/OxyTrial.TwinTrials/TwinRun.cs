using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OxyTrial.Reports.Pdf;
using OxyTrial.Server.Hosting;
using OxyTrial.Specs;
using OxyTrial.Trial.Specification;
using OxyTrial.TwinTrials.Asking;
using OxyTrial.TwinTrials.Histories;
using OxyTrial.TwinTrials.Seams;
using OxyTrial.TwinTrials.Servers;
using OxyTrial.Vault.Custody;

namespace OxyTrial.TwinTrials;

/// <summary>What to run.</summary>
public sealed record TwinRunRequest
{
    /// <summary>The spec file's bytes; a spec that passes its check.</summary>
    public required ImmutableArray<byte> Spec { get; init; }

    /// <summary>Random histories; at least 1.</summary>
    public required int Scenarios { get; init; }

    /// <summary>The first of them; to run a single one again.</summary>
    public int First { get; init; }

    /// <summary>Seed: the same spec, build and seed give the same histories.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Histories at the same time.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether everybody asks for everything at every checkpoint, instead of some for some.</summary>
    public bool Thorough { get; init; }

    /// <summary>Every so many-th history prints its PDFs with the browser; 0 = none does.</summary>
    public int PdfEvery { get; init; } = 40;
}

/// <summary>Runs twin trials: the same random history against two servers that differ in the arms alone.</summary>
public static class TwinRun
{
    /// <summary>From so many histories on, an endpoint that never did what it is for is a failure.</summary>
    public const int ScenariosForCoverage = 40;

    /// <summary>So many histories share a pair of servers, each with a study of its own: a server takes longer to start than a history to tell.</summary>
    public const int HistoriesPerServer = 5;

    /// <summary>In every so many-th pair of servers studies have custodians, whose approvals the unblinding needs.</summary>
    internal const int CustodiansEvery = 4;

    /// <summary>Runs until done, or until the twins differ.</summary>
    /// <exception cref="TwinTrialException">The run cannot show anything; see the message.</exception>
    public static Task<TwinCertificate> RunAsync(TwinRunRequest request, IProgress<int>? progress = null, CancellationToken cancellation = default) =>
        RunAsync(request, null, progress, cancellation);

    internal static async Task<TwinCertificate> RunAsync(TwinRunRequest request, Plant? plant, IProgress<int>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var spec = SpecReader.Read("spec.yaml", request.Spec.AsSpan().ToArray()).Match(accepted => accepted.Document.Study, rejected => throw new TwinTrialException(rejected.Errors[0].ToString()));
        var accounts = TwinAccounts.Of(spec);
        using var installation = await Installation.MakeAsync(accounts, cancellation);
        await using var browser = new ChromiumPdfRenderer(ChromiumOptions.FromEnvironment());
        var prints = request.PdfEvery > 0 && File.Exists(ChromiumOptions.FromEnvironment().ExecutablePath);
        ImmutableArray<CustodianKey> custodians = [CustodianKey.Create("Ada"), CustodianKey.Create("Grace"), CustodianKey.Create("Emmy")];
        try
        {
            var run = new Running(request, spec, accounts, custodians, installation, prints ? browser : null, plant);
            await run.AllAsync(progress, cancellation);
            return run.Certificate();
        }
        finally
        {
            foreach (var key in custodians)
            {
                key.Dispose();
            }
        }
    }

    private sealed class Running(TwinRunRequest request, StudySpec spec, ImmutableArray<TwinAccount> accounts, ImmutableArray<CustodianKey> custodians, Installation installation, IPdfRenderer? browser, Plant? plant)
    {
        private readonly Tally tally = new();
        private readonly ConcurrentDictionary<int, string> transcripts = new();
        private readonly ConcurrentBag<Difference> differences = [];
        private readonly ConcurrentDictionary<int, string> commitments = new();
        private int done;

        public async Task AllAsync(IProgress<int>? progress, CancellationToken cancellation)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var options = new ParallelOptions { MaxDegreeOfParallelism = request.Threads, CancellationToken = stop.Token };
            try
            {
                await Parallel.ForEachAsync(Enumerable.Range(request.First, request.Scenarios).GroupBy(scenario => scenario / HistoriesPerServer), options, async (group, token) =>
                {
                    try
                    {
                        transcripts[group.Key] = await PairAsync(group.Key, [.. group], progress, token);
                    }
                    catch (TwinsDifferException apart)
                    {
                        differences.Add(apart.Difference);
                        await stop.CancelAsync();
                    }
                });
            }
            catch (OperationCanceledException) when (!differences.IsEmpty)
            {
            }
        }

        public TwinCertificate Certificate()
        {
            var difference = differences.MinBy(one => one.Scenario);
            var endpoints = tally.Endpoints;
            var disclosures = tally.DisclosuresMade;
            return new TwinCertificate
            {
                Version = typeof(TrialServer).Assembly.GetName().Version!.ToString(3),
                Build = typeof(TrialServer).Assembly.ManifestModule.ModuleVersionId.ToString(),
                Study = spec.Id.Value,
                SpecSha256 = Convert.ToHexStringLower(StudySpecJson.Hash(spec)),
                Seed = request.Seed,
                First = request.First,
                Scenarios = done,
                Accounts = accounts.Length,
                Answers = tally.Answers,
                Bytes = tally.Bytes,
                Pdfs = tally.Pdfs,
                LogLines = tally.LogLines,
                MetricSeries = tally.MetricSeries,
                Spans = tally.Spans,
                Rows = tally.Rows,
                Times = tally.Times,
                Endpoints = endpoints,
                Disclosures = disclosures,
                Transcript = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', transcripts.OrderBy(one => one.Key).Select(one => one.Value))))),
                Commitment = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', commitments.OrderBy(one => one.Key).Select(one => one.Value))))),
                Difference = difference,
                Failures =
                [
                    .. difference is null && done >= ScenariosForCoverage ? Coverage.Failures(endpoints, disclosures, Coverage.UselessIn(spec)) : [],
                    .. tally.Times.Tell ? (string[])["the time of a randomization's answer differs by arm; see times"] : [],
                ],
            };
        }

        private async Task<string> PairAsync(int pair, int[] scenarios, IProgress<int>? progress, CancellationToken cancellation)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"pair {pair}");

            // Custodians draw their keys and signatures anew in each run, so their histories have no part in the transcript.
            var appointed = pair % CustodiansEvery == CustodiansEvery - 1 ? custodians : [];
            var prints = browser is not null && pair * HistoriesPerServer % request.PdfEvery == 0;
            var exchange = new Draws(request.Seed, name).One(Exchanges.Of(spec));
            var setting = new TwinSetting(installation, $"{request.Seed} {name}", exchange, prints ? browser! : new PaperPrinter(), plant);
            await using var twins = await Twins.StartAsync(setting, tally, request.Seed, cancellation);
            var catalogue = Catalogue.Of(twins.First);
            foreach (var entry in catalogue.Entries)
            {
                tally.Expect(entry.Method, entry.Route);
            }

            var sessions = new Sessions(twins);
            foreach (var scenario in scenarios)
            {
                var (text, own) = NumberedSpec.Of(request.Spec.AsSpan(), spec, scenario);
                twins.Begin(scenario, own.Id.Value);
                var draws = new Draws(request.Seed, string.Create(CultureInfo.InvariantCulture, $"scenario {scenario}"));
                var size = request.Thorough ? new HistorySize(80, 3, 0) : new HistorySize(60, scenario % 3 == 0 ? 1 : 0, 2) { Prints = prints };
                await new History(twins, sessions, new World(text, own, accounts, appointed, draws, twins.First.Clock), catalogue, size).RunAsync(cancellation);
                commitments[scenario] = await twins.CommitmentAsync(cancellation);
                var finished = Interlocked.Increment(ref done);
                progress?.Report(finished);
            }

            var transcript = await twins.CloseAsync(cancellation);
            return appointed.IsEmpty ? transcript : "with custodians";
        }
    }
}
