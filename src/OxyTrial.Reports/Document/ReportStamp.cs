using System.Globalization;

namespace OxyTrial.Reports.Document;

/// <summary>
/// What every page of every report carries, so that a sheet found on a desk can be traced to what it was made from: the study, the
/// report's name and version, when and by whom it was printed, and the records or the computation behind it.
/// </summary>
/// <param name="Study">The study's name or registration number.</param>
/// <param name="ReportName">The report's name, for example "Dosing sheet".</param>
/// <param name="ReportVersion">The version of the report's definition, not of its data.</param>
/// <param name="PrintedAt">When it was printed; written in UTC whatever the offset given.</param>
/// <param name="PrintedBy">The user who asked for it.</param>
/// <param name="Basis">What its content follows from.</param>
public sealed record ReportStamp(
    string Study,
    string ReportName,
    string ReportVersion,
    DateTimeOffset PrintedAt,
    string PrintedBy,
    ReportBasis Basis)
{
    /// <summary>Who may see it, where that is not everybody who runs the study; every page says so.</summary>
    public string? Circulation { get; init; }

    /// <summary>Words across every page that no copy can be cut free of; null = none.</summary>
    public string? Watermark { get; init; }

    /// <summary>The time of printing as it stands on paper: <c>2026-03-02 09:15:00 UTC</c>.</summary>
    public string PrintedAtText =>
        PrintedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The report's name and version in one line.</summary>
    public string ReportText => $"{ReportName}, version {ReportVersion}";
}

/// <summary>What a report's content follows from. The hierarchy is closed.</summary>
public abstract record ReportBasis
{
    private ReportBasis()
    {
    }

    /// <summary>The basis in one line.</summary>
    public abstract string Text { get; }

    /// <summary>A study's journal.</summary>
    /// <param name="Position">The last journal position the report has seen; not negative.</param>
    /// <param name="Fingerprint">The hash chain's fingerprint at that position.</param>
    public sealed record Journal(long Position, string Fingerprint) : ReportBasis
    {
        public override string Text => string.Create(CultureInfo.InvariantCulture, $"Journal position {Position}, chain {Fingerprint}");
    }

    /// <summary>A computation that anybody can repeat.</summary>
    /// <param name="Inputs">Program, version and inputs, enough to repeat it, such as "OxyTrial 0.1.0, 10,000 trials, seed 1".</param>
    public sealed record Computation(string Inputs) : ReportBasis
    {
        public override string Text => Inputs;
    }
}
