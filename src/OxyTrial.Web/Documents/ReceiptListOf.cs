using System.Globalization;
using System.Text;
using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;
using OxyTrial.Views;

namespace OxyTrial.Web.Documents;

/// <summary>
/// A site's receipts as a table: which kit was reserved for whom, at which position of the journal, and how far the journal had come. Kept at
/// the site it shows after a loss what must not be handed out again. It holds what the site knows anyway.
/// </summary>
public static class ReceiptListOf
{
    /// <summary>Media type of the list.</summary>
    public const string MediaType = "text/csv; charset=utf-8";

    /// <summary>The list in UTF-8: a header, one line a kit in the order of the journal, and the fingerprint.</summary>
    public static async ValueTask<byte[]> ForAsync(StudyView view, SiteId site, IJournalReader journal, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(journal);
        var stock = view.SiteOf(site).Stock;
        var text = new StringBuilder("position,utc,kit,lot,participant,visit,status\n");
        foreach (var entry in await journal.ReadStreamAsync(view.Id.Value, Site.StreamOf(site), 0, cancellation))
        {
            if (entry.Position <= view.Head.Position && entry.Type == nameof(KitAssigned))
            {
                var assigned = (KitAssigned)EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body);
                var kit = stock.Kits[assigned.Kit];
                text.Append(CultureInfo.InvariantCulture, $"{entry.Position},{entry.Utc:yyyy-MM-ddTHH:mm:ssZ},{assigned.Kit},{kit.Lot},{assigned.Participant},{assigned.Visit},{kit.Status.ToString().ToLowerInvariant()}\n");
            }
        }

        return Encoding.UTF8.GetBytes(text.Append(CultureInfo.InvariantCulture, $"{view.Head.Position},{view.Head.LastUtc:yyyy-MM-ddTHH:mm:ssZ},fingerprint,{view.Head.Fingerprint},{view.Id},{site},\n").ToString());
    }
}
