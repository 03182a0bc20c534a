using System.Globalization;
using OxyTrial.Reports.Document;

namespace OxyTrial.Reports.Consort;

/// <summary>The participant flow after CONSORT 2025 (items 22a and 22b).</summary>
public static class ConsortFlow
{
    /// <summary>Builds the report: the diagram, its text, and the counts of errors and code breaks.</summary>
    public static ReportDocument Build(ConsortInput input, ReportStamp stamp)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ReportDocument("Participant flow (CONSORT 2025)",
            stamp,
            [Scope(input), new ReportBlock.Flow(ConsortDiagram.Draw(input)), Conduct(input.Conduct)]);
    }

    private static ReportBlock.Notice Scope(ConsortInput input) => input switch
    {
        ConsortInput.Pooled => new(NoticeKind.Information, "Blinded report",
            ["All participants are shown together. Counts by treatment appear only after the planned unblinding."]),
        ConsortInput.ByArm { Unblinding: var unblinding } => new(NoticeKind.Warning, "Unblinded report: shows counts by arm",
        [
            $"Planned unblinding on {unblinding.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)} "
            + $"by {unblinding.FirstPerson} and {unblinding.SecondPerson}.",
            $"Locked data set: {unblinding.LockFingerprint}",
        ]),
        _ => throw new InvalidOperationException($"Unknown kind of flow: {input}"),
    };

    private static ReportBlock.Together Conduct(ConductCounts conduct) => new(
        [
            new ReportBlock.Heading(2, "Errors and emergency unblindings"),
            new ReportBlock.Table("Counted over all participants; allocations are kept as they were made",
                [new("Event"), new("Participants", ColumnKind.Numeric)],
                [
                    ["Randomized in error", Count(conduct.RandomizedInError)],
                    ["Mis-stratified", Count(conduct.MisStratified)],
                    ["Emergency unblindings", Count(conduct.EmergencyUnblindings)],
                ]),
        ]);

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
