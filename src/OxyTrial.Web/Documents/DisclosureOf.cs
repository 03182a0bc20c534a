using OxyTrial.Reports.Document;
using OxyTrial.Trial.Specification;
using OxyTrial.Views;
using OxyTrial.Web.Api.Participants;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Documents;

/// <summary>What a code break disclosed, on paper: for the one person who asked, of the one participant.</summary>
public static class DisclosureOf
{
    /// <summary>Name of the report.</summary>
    public const string ReportName = "Emergency unblinding, UNBLINDED";

    /// <summary>Version of the report's definition.</summary>
    public const string ReportVersion = "1.0";

    /// <summary>The words across page and paper.</summary>
    public static string Watermark(ParticipantLine line, ReportStamp stamp)
    {
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(stamp);
        return $"UNBLINDED — participant {line.Id} only — printed by {stamp.PrintedBy} at {stamp.PrintedAtText}";
    }

    /// <summary>The document.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="line">Participant.</param>
    /// <param name="told">What the vault told.</param>
    /// <param name="reason">Reason recorded.</param>
    /// <param name="stamp">Stamp, with the journal as it is after the break.</param>
    public static ReportDocument Build(StudySpec spec, ParticipantLine line, Disclosure told, string reason, ReportStamp stamp)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(told);
        ArgumentNullException.ThrowIfNull(stamp);
        var site = Words.SiteOf(spec, line.State.Baseline.Site);
        return new ReportDocument(
            $"Emergency unblinding of {line.Id}",
            stamp with { Circulation = $"UNBLINDED — participant {line.Id} only", Watermark = Watermark(line, stamp) },
            [
                new ReportBlock.KeyValueList(
                [
                    new KeyValue("Participant", line.Id.Value, Emphasis: Emphasis.Key),
                    new KeyValue(told.Kind == DisclosureKind.Code ? "Code to read out" : "Treatment", told.Text, Emphasis: Emphasis.Key),
                    new KeyValue("Site", $"{site.Id} {site.Name}"),
                    new KeyValue("Disclosed", $"{stamp.PrintedAtText}, {Words.AtSite(stamp.PrintedAt, site)}", $"to {stamp.PrintedBy}"),
                    new KeyValue("Reason recorded", reason),
                ]),
                new ReportBlock.Notice(NoticeKind.Critical, "For the treatment of this participant only",
                [
                    "Show it to nobody who does not treat the participant. Do not file it with study documents, and do not copy it into the case report form or an e-mail.",
                    "The system cannot print it again: another copy is another code break, recorded as one.",
                ]),
            ]);
    }
}
