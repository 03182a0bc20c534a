using System.Globalization;

namespace OxyTrial.Reports.Document;

/// <summary>
/// What every page of every report carries, so that a sheet found on a desk can be traced to the records it was printed from:
/// the study, the report's name and version, when and by whom it was printed, and how far the journal had come.
/// </summary>
/// <param name="Study">The study's name or registration number.</param>
/// <param name="ReportName">The report's name, for example "Dosing sheet".</param>
/// <param name="ReportVersion">The version of the report's definition, not of its data.</param>
/// <param name="PrintedAt">When it was printed; written in UTC whatever the offset given.</param>
/// <param name="PrintedBy">The user who asked for it.</param>
/// <param name="JournalPosition">The last journal position the report has seen; not negative.</param>
/// <param name="ChainFingerprint">The hash chain's fingerprint at that position.</param>
public sealed record ReportStamp(
    string Study,
    string ReportName,
    string ReportVersion,
    DateTimeOffset PrintedAt,
    string PrintedBy,
    long JournalPosition,
    string ChainFingerprint)
{
    /// <summary>The time of printing as it stands on paper: <c>2026-03-02 09:15:00 UTC</c>.</summary>
    public string PrintedAtText =>
        PrintedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The report's name and version in one line.</summary>
    public string ReportText => $"{ReportName}, version {ReportVersion}";

    /// <summary>The journal position and the chain's fingerprint in one line.</summary>
    public string JournalText =>
        string.Create(CultureInfo.InvariantCulture, $"Journal position {JournalPosition}, chain {ChainFingerprint}");
}
