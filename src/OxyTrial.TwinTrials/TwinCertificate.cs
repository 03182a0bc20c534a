using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OxyTrial.TwinTrials;

/// <summary>What a run compared and found.</summary>
public sealed record TwinCertificate
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Version of the server.</summary>
    public required string Version { get; init; }

    /// <summary>Identity of the server's build: its module version id.</summary>
    public required string Build { get; init; }

    /// <summary>The study.</summary>
    public required string Study { get; init; }

    /// <summary>Hash of the blinded spec.</summary>
    public required string SpecSha256 { get; init; }

    /// <summary>Seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Number of the first scenario.</summary>
    public required int First { get; init; }

    /// <summary>Scenarios run to their end without a difference.</summary>
    public required int Scenarios { get; init; }

    /// <summary>Accounts that asked.</summary>
    public required int Accounts { get; init; }

    /// <summary>Answers compared.</summary>
    public required long Answers { get; init; }

    /// <summary>Bytes of them, of one twin.</summary>
    public required long Bytes { get; init; }

    /// <summary>Of the answers, PDFs printed by the browser.</summary>
    public required long Pdfs { get; init; }

    /// <summary>Lines of logs compared.</summary>
    public required long LogLines { get; init; }

    /// <summary>Series of metrics compared.</summary>
    public required long MetricSeries { get; init; }

    /// <summary>Kinds of spans compared.</summary>
    public required long Spans { get; init; }

    /// <summary>Rows of journals and accounts compared.</summary>
    public required long Rows { get; init; }

    /// <summary>Every endpoint of the server.</summary>
    public required ImmutableArray<EndpointTally> Endpoints { get; init; }

    /// <summary>Every declared disclosure.</summary>
    public required ImmutableArray<DisclosureTally> Disclosures { get; init; }

    /// <summary>Whether the times of randomizations tell arms.</summary>
    public required ResponseTimes Times { get; init; }

    /// <summary>SHA-256 over everything compared but database rows, in order, of histories without custodians: who runs the same build, spec and seed gets the same.</summary>
    public required string Transcript { get; init; }

    /// <summary>SHA-256 over the commitments to the secrets of the studies played, a line a history, in order: what was played was fixed by the seed.</summary>
    public required string Commitment { get; init; }

    /// <summary>What was not compared, by name.</summary>
    public ImmutableArray<Exclusion> Exclusions { get; init; } = TwinTrials.Exclusions.Table;

    /// <summary>Where the twins first differ; null when they do not.</summary>
    public required Difference? Difference { get; init; }

    /// <summary>What the run should have seen and did not.</summary>
    public required ImmutableArray<string> Failures { get; init; }

    /// <summary>Whether the twins were the same, and enough was looked at.</summary>
    public bool Holds => Difference is null && Failures.IsEmpty;

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    /// <summary>As text.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"TWIN TRIAL CERTIFICATE");
        Line($"study        {Study} (spec {SpecSha256[..16]})");
        Line($"server       {Version} (build {Build})");
        Line($"scenarios    {Scenarios} from number {First}, seed {Seed}, {Accounts} accounts");
        Line($"compared     {Answers} answers, {Bytes} bytes; {LogLines} log lines, {MetricSeries} metric series, {Spans} kinds of spans, {Rows} database rows");
        Line($"PDFs         {(Pdfs == 0 ? "none were compared as printed; the pages that would be printed were" : Pdfs.ToString(CultureInfo.InvariantCulture))}");
        Line($"times        {TimesAsText()}");
        Line($"transcript   {Transcript}");
        Line($"commitment   {Commitment}");
        Line($"");
        Line($"Endpoints    answers compared, of them successful, accounts answered");
        foreach (var one in Endpoints)
        {
            Line($"  {one.Answers,8} {one.Successes,8} {one.Accounts,4}  {one.Method} {one.Route}");
        }

        Line($"");
        Line($"Declared disclosures    answers, of them apart; nothing else may differ");
        foreach (var one in Disclosures)
        {
            Line($"  {one.Answers,8} {one.Differed,8}  {one.Name}: {TwinTrials.Disclosures.Table.First(known => known.Name == one.Name).Why}");
        }

        Line($"");
        Line($"Not compared");
        foreach (var one in Exclusions)
        {
            Line($"  {one.What}: {one.Why}");
        }

        Line($"");
        foreach (var failure in Failures)
        {
            Line($"NOT SHOWN: {failure}");
        }

        Line($"{(Difference is { } apart ? $"THE TWINS DIFFER in {apart}" : Failures.IsEmpty ? "The twins are the same in every byte that was compared." : "The twins did not differ, but not enough was looked at.")}");
        return text.ToString();
    }

    private string TimesAsText() => Times is { Milliseconds: { } difference, StandardError: { } error, Z: { } z, Detectable: { } detectable }
        ? string.Create(CultureInfo.InvariantCulture, $"{Times.Answers.First} + {Times.Answers.Other} randomizations; an arm costs {difference:0.00} ms more (standard error {error:0.00}, z {z:0.0}); {detectable:0.00} ms would be found with a power of 80 %")
        : string.Create(CultureInfo.InvariantCulture, $"{Times.Answers.First} + {Times.Answers.Other} randomizations, too few to compare");
}
