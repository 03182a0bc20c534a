using System.Globalization;
using OxyTrial.Reports.Document;
using OxyTrial.Trial.Specification;
using OxyTrial.Vault;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Unblinded.Documents;

/// <summary>The telephone list on paper: which code of each participant is true, and of none what it means.</summary>
internal static class TelephoneListOf
{
    public const string ReportName = "Telephone list of emergency codes, UNBLINDED";

    public const string ReportVersion = "1.0";

    public static ReportDocument Build(StudySpec spec, EmergencyTelephoneList list, ReportStamp stamp) => new(
        "Telephone list of emergency codes",
        stamp with { Circulation = $"UNBLINDED: for {list.Recipient} only", Watermark = $"UNBLINDED — for {list.Recipient} only — printed by {stamp.PrintedBy} at {stamp.PrintedAtText}" },
        [
            new ReportBlock.Notice(NoticeKind.Critical, "Beside a site's emergency pack this list tells every participant's treatment",
            [
                "Keep it in a sealed envelope, apart from every pack. Nobody at a site and nobody of the study team may see it.",
                "1. A caller says study, site and participant, twice; write down who calls, from where, when and why.",
                "2. Read out the code of that one participant, and let the caller repeat it. Read out no second code.",
                "3. Tell the sponsor's contact that a code was read out; the site records the opening when the system can be reached again.",
            ]),
            new ReportBlock.KeyValueList(
            [
                new KeyValue("Study", spec.Id.Value, spec.Title),
                new KeyValue("Issued", Words.Utc(list.Utc), $"by {list.Person}, journal position {list.Position.ToString(CultureInfo.InvariantCulture)}"),
                new KeyValue("For", list.Recipient),
                new KeyValue("Participants", list.Lines.Length.ToString(CultureInfo.InvariantCulture), "Whoever was randomized later is not in this list."),
            ]),
            new ReportBlock.Table("Code of each participant", [new TableColumn("Participant"), new TableColumn("Site"), new TableColumn("Code to read out")],
                [.. list.Lines.Select(line => (IReadOnlyList<string>)[line.Participant.Value, line.Site.Value, line.Code])]),
        ]);
}
