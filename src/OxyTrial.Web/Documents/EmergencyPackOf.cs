using System.Globalization;
using OxyTrial.Reports.Document;
using OxyTrial.Trial.Allocation;
using OxyTrial.Views;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Documents;

/// <summary>A site's emergency pack on paper, for use without any computer. It says what each code would mean, and of nobody which is true.</summary>
public static class EmergencyPackOf
{
    /// <summary>Name of the report.</summary>
    public const string ReportName = "Emergency pack";

    /// <summary>Version of the report's definition.</summary>
    public const string ReportVersion = "1.0";

    /// <summary>The pack of a site.</summary>
    public static ReportDocument Build(StudyView view, EmergencyPack pack, ReportStamp stamp)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(pack);
        var site = Words.SiteOf(view.Spec, pack.Site);
        return new ReportDocument($"Emergency pack of {site.Name}", stamp,
        [
            new ReportBlock.KeyValueList(
            [
                new KeyValue("Site", $"{site.Id} {site.Name}"),
                new KeyValue("Telephone, round the clock", view.Spec.EmergencyContact.Telephone, view.Spec.EmergencyContact.Name, Emphasis.Key),
                new KeyValue("Issued", $"{Words.Utc(pack.Utc)}, {Words.AtSite(pack.Utc, site)}", $"by {pack.Person}, journal position {pack.Position.ToString(CultureInfo.InvariantCulture)}"),
                new KeyValue("Participants", pack.Entries.Length.ToString(CultureInfo.InvariantCulture), "Whoever was randomized later is not in this pack."),
            ]),
            new ReportBlock.Notice(NoticeKind.Critical, "Only in an emergency, and only when the system cannot be reached",
            [
                "1. Call the telephone number above; say the study, the site and the participant's identifier, twice.",
                "2. You are told one code. Repeat it; find it among the codes of this participant only. The treatment stands beside it.",
                "3. Fill in the lines below the codes at once. Look at no other participant.",
                "4. When the system can be reached again, record the opening there: participant, Emergency, Opening from the pack.",
            ]),
            .. pack.Entries.Select(Entry),
        ]);
    }

    private static ReportBlock.Together Entry(EmergencyPackEntry entry) => new(
    [
        new ReportBlock.Heading(2, $"Participant {entry.Participant}"),
        new ReportBlock.Table($"Codes of {entry.Participant}; the one read out is true", [new TableColumn("Code"), new TableColumn("Treatment")],
            [.. entry.Lines.Select(line => (IReadOnlyList<string>)[line.Code, line.Treatment])]),
        new ReportBlock.KeyValueList([new KeyValue("Opened on, local time", null), new KeyValue("Opened by", null), new KeyValue("Code read out by", null), new KeyValue("Reason", null)], Columns: 4),
    ]);
}
